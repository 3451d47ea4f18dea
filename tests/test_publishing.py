"""`[publishing]`: what must be said, what is emitted for it, and that no credential gets anywhere.

What Gradle makes of the build script, POM and artifacts included, is for test_gradle_publishing.py.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import ruamel.yaml
from click.testing import CliRunner, Result

from kmpgen.cli import main
from kmpgen.settings.publishable import LICENSES
from tests.feature_models import ROOT

SECRET = "hunter2"
# All that is asked for, by what the error calls it.
SAID = {
    "license": ("publishing", 'license = "MIT"'),
    "url": ("publishing", 'url = "https://acme.example.com"'),
    "group": ("library", 'group = "com.acme"'),
    "developer": ("publishing", 'developer = "Acme"'),
}
ON_FORGE = '[library]\ngroup = "com.acme"\n[publishing]\nlicense = "MIT"\nurl = "https://github.com/acme/models"\n'


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, ["build", *map(str, words)])


def settings(folder: Path, text: str) -> None:
    (folder / "kmpgen.toml").write_text(text + '[[model]]\npath = "model.ptl"\n', "utf-8")


def built(folder: Path, text: str) -> Path:
    """The library of these settings."""
    settings(folder, text)
    result = run("-o", "library")
    assert result.exit_code == 0, result.output
    return folder / "library"


def refused(folder: Path, *words: str) -> str:
    """What is said of a build that ends in errors and writes nothing."""
    before = sorted(folder.iterdir())
    result = run(*words)
    assert (result.exit_code, "Traceback" in result.output) == (2, False), result.output
    assert sorted(folder.iterdir()) == before
    return result.output


def workflow(library: Path) -> dict[str, Any]:
    text = (library / ".github/workflows/publish.yml").read_text("utf-8")
    loaded: dict[str, Any] = ruamel.yaml.YAML(typ="safe").load(text)
    return loaded


# --- what must be said


def tables(lines: Iterator[tuple[str, str]]) -> str:
    said: dict[str, list[str]] = {"library": [], "publishing": []}
    for table, line in lines:
        said[table].append(line)
    return "".join(f"[{table}]\n" + "".join(f"{line}\n" for line in lines) for table, lines in said.items())


@pytest.mark.parametrize("absent", [(), *((name,) for name in SAID), tuple(SAID)], ids="+".join)
def test_all_that_is_missing_is_one_error(repository: Path, absent: tuple[str, ...]) -> None:
    settings(repository, tables(said for name, said in SAID.items() if name not in absent))
    if not absent:
        assert run().exit_code == 0
        return
    output = refused(repository)
    assert re.findall(r"KMP\d+", output) == ["KMP613"]
    message = output.splitlines()[0]
    assert {name for name in SAID if re.search(rf"\ba {name}\b", message)} == set(absent)
    hint = next(line for line in output.splitlines() if "hint: " in line)
    assert all(SAID[name][1].split("=")[0] in hint for name in absent)


@pytest.mark.usefixtures("repository")
def test_one_option_asks_for_publishing_and_the_error_names_options(repository: Path) -> None:
    output = refused(repository, "model.ptl", "--repository", "central")
    assert re.findall(r"KMP\d+", output) == ["KMP613"]
    assert all(option in output for option in ("--license", "--url", "--group", "--developer"))


@pytest.mark.parametrize(
    ("line", "lacks"),
    [
        ('license = "EPL-2.0"', "the text of 'EPL-2.0'"),
        ('license = "apache-2"', "'Apache-2.0'"),
        ('ci = "github"', "a repository"),
        ('repository = "central"', "an scm"),
    ],
)
def test_what_a_setting_takes_along_is_missing_too(repository: Path, line: str, lacks: str) -> None:
    lines = [said for name, said in SAID.items() if name != "license" or "license" not in line]
    settings(repository, tables(iter([*lines, ("publishing", line)])))
    output = refused(repository)
    assert (re.findall(r"KMP\d+", output), lacks in output) == (["KMP613"], True), output


def test_an_example_group_is_none(repository: Path) -> None:
    settings(repository, ON_FORGE.replace('group = "com.acme"', 'package = "com.acme.text"'))
    assert run().exit_code == 0
    settings(repository, ON_FORGE.replace('group = "com.acme"', 'package = "com.example.text"'))
    assert "KMP613" in refused(repository)


@pytest.mark.parametrize("content", [None, b"", b" \n", b"\xff\xfe"], ids=["none", "empty", "blank", "no text"])
def test_a_licence_without_a_readable_text_is_an_error(repository: Path, content: bytes | None) -> None:
    settings(repository, ON_FORGE.replace('"MIT"', '"LicenseRef-Acme"\nlicense_file = "terms.txt"'))
    if content is not None:
        (repository / "terms.txt").write_bytes(content)
    output = refused(repository)
    assert re.findall(r"KMP\d+", output) == ["KMP614"]
    assert "kmpgen.toml:5" in output


def test_a_developer_that_nobody_sees_is_none(repository: Path) -> None:
    said = dict(SAID) | {"developer": ("publishing", 'developer = "\\u200b \\u202e"')}
    settings(repository, tables(iter(said.values())))
    assert "lacks a developer" in refused(repository)
    settings(repository, tables(iter((SAID | {"more": ("publishing", 'copyright = "\\u200b"')}).values())))
    assert run("-o", "library").exit_code == 0
    assert "Acme" in (repository / "library/LICENSE").read_text("utf-8")


@pytest.mark.parametrize(("name", "code"), [(".", 2), ("..", 2), (".github", 0), ("...", 0)])
def test_a_repository_on_github_has_a_name(repository: Path, name: str, code: int) -> None:
    settings(repository, ON_FORGE + f'repository = "github:acme/{name}"\n')
    assert run().exit_code == code


def test_build_warns_of_versions_that_are_too_old_for_it(repository: Path) -> None:
    old = '[versions]\nkotlin = "2.1.0"\ngradle = "8.11"\nagp = "8.7.2"\n'
    settings(repository, ON_FORGE + old)
    result = run()
    assert (result.exit_code, re.findall(r"warning\[(KMP\d+)\]: (\w+)", result.output)) == (
        0,
        [("KMP615", "kotlin"), ("KMP615", "gradle"), ("KMP615", "agp")],
    )
    assert re.findall(r"where: (.*)", result.output) == [f"kmpgen.toml:{line}" for line in (7, 8, 9)]
    settings(repository, old)
    assert "KMP615" not in run().output
    settings(repository, ON_FORGE.replace("[publishing]", 'targets = ["iosArm64"]\n[publishing]') + old)
    assert "agp" not in run().output


# --- credentials


@pytest.mark.parametrize("key", ["url", "repository", "scm", "license_url"])
@pytest.mark.parametrize(
    "address",
    [f"https://me:{SECRET}@maven.acme.com/x", f"https://{SECRET}@acme.com", f"https://acme.com/x?token={SECRET}"],
)
def test_an_address_with_credentials_is_refused_and_not_repeated(repository: Path, key: str, address: str) -> None:
    text = re.sub(rf"^{key} = .*\n", "", ON_FORGE, flags=re.MULTILINE)
    settings(repository, text + f'{key} = "{address}"\n')
    output = refused(repository)
    assert (re.findall(r"KMP\d+", output), SECRET in output) == (["KMP604"], False)
    if key in ("url", "repository"):
        (repository / "kmpgen.toml").unlink()
        output = refused(repository, "model.ptl", f"--{key}", address)
        assert (re.findall(r"KMP\d+", output), SECRET in output) == (["KMP604"], False)


@pytest.mark.parametrize("key", ["password", "username", "token", "signing_key", "mavenCentralPassword"])
def test_a_key_for_credentials_is_refused_and_its_value_not_repeated(repository: Path, key: str) -> None:
    settings(repository, ON_FORGE + f'{key} = "{SECRET}"\n')
    output = refused(repository)
    assert (re.findall(r"KMP\d+", output), SECRET in output, "environment" in output) == (["KMP602"], False, True)


def test_credentials_of_the_environment_stay_there(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("mavenCentralUsername", "mavenCentralPassword", "signingInMemoryKey", "signingInMemoryKeyPassword"):
        monkeypatch.setenv(f"ORG_GRADLE_PROJECT_{name}", SECRET)
    library = built(repository, ON_FORGE + 'repository = "central"\nci = "github"\n')
    assert not [path for path in library.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


# --- what is emitted


def test_a_library_that_is_not_published_has_nothing_of_it(repository: Path) -> None:
    library = built(repository, "")
    plain = {path.relative_to(library).as_posix() for path in library.rglob("*")}
    published = built(repository, ON_FORGE + 'repository = "central"\nci = "github"\n')
    more = {path.relative_to(published).as_posix() for path in published.rglob("*")} - plain
    assert more == {"LICENSE", "NOTICE", ".github", ".github/workflows", ".github/workflows/publish.yml"}
    assert run("-o", "library", "--check").exit_code == 0
    built(repository, ON_FORGE)
    assert not (repository / "library/.github/workflows/publish.yml").exists()


@pytest.mark.parametrize("identifier", LICENSES)
def test_the_licence_is_there_whole_with_its_holder(repository: Path, identifier: str) -> None:
    text = ON_FORGE.replace("MIT", identifier) + 'copyright = "2026 Ünlü & Söhne {{ 1 }}"\n'
    licence = (built(repository, text) / "LICENSE").read_text("utf-8")
    template = (ROOT / f"templates/macros/licenses/{identifier}.j2").read_text("utf-8")
    assert len(licence) > 500
    assert licence.count("2026 Ünlü & Söhne {{ 1 }}") == template.count("{{")


def test_every_licence_of_the_templates_is_offered() -> None:
    assert {path.stem for path in (ROOT / "templates/macros/licenses").iterdir()} == set(LICENSES)


def test_a_licence_of_the_teams_own_is_copied(repository: Path) -> None:
    (repository / "terms.txt").write_bytes("Nobody may read this: {{ x }} ü\r\n".encode())
    text = ON_FORGE.replace('"MIT"', '"LicenseRef-Acme"\nlicense_file = "terms.txt"')
    assert (built(repository, text) / "LICENSE").read_bytes() == (repository / "terms.txt").read_bytes()


def test_a_licence_among_a_teams_templates_needs_no_publishing(repository: Path) -> None:
    (repository / "team").mkdir()
    (repository / "team/LICENSE").write_text("All rights reserved.\n")
    extending = '{% extends "@kmpgen/library/NOTICE.j2" %}\n{% block extra %}\nMore.\n{% endblock %}\n'
    (repository / "team/NOTICE.j2").write_text(extending)
    library = built(repository, '[library]\ntemplates = "team"\n')
    assert (library / "LICENSE").read_text("utf-8") == "All rights reserved.\n"
    assert not (library / "NOTICE").exists()
    library = built(repository, ON_FORGE.replace("[publishing]", 'templates = "team"\n[publishing]'))
    assert (library / "LICENSE").read_text("utf-8") == "All rights reserved.\n"
    assert (library / "NOTICE").read_text("utf-8").endswith("More.\n")


@pytest.mark.parametrize(("targets", "named"), [('["android"]', "pytorch_android"), ('["iosArm64"]', "LibTorch-Lite")])
def test_the_notice_names_the_runtimes_that_the_library_has(repository: Path, targets: str, named: str) -> None:
    text = ON_FORGE.replace("[publishing]", f"targets = {targets}\n[publishing]")
    notice = (built(repository, text) / "NOTICE").read_text("utf-8")
    assert {name for name in ("pytorch_android", "LibTorch-Lite") if name in notice} == {named}


def test_the_runtime_alone_is_published_as_the_facades_are(repository: Path) -> None:
    settings(repository, ON_FORGE.replace("[publishing]", 'runtime = "external:com.acme:rt:1.0"\n[publishing]'))
    assert run("--runtime-only", "-o", "rt").exit_code == 0
    assert run("-o", "facades").exit_code == 0
    licences = [(repository / name / "LICENSE").read_text("utf-8") for name in ("rt", "facades")]
    assert licences[0] == licences[1]


def test_a_runtime_that_no_facades_name_takes_its_group_from_an_option(repository: Path) -> None:
    settings(repository, ON_FORGE)
    assert "--group" in refused(repository, "--runtime-only")
    assert run("--runtime-only", "--group", "com.acme").exit_code == 0
    assert run(*again(repository / "torch-runtime")).exit_code == 0


def test_the_command_in_the_readme_builds_it_again(repository: Path) -> None:
    words = ["--group", "com.acme", "--license", "ISC", "--url", "https://acme.example.com/$x".replace("$", "")]
    words += ["--developer", 'Acme\'s "team" $HOME', "--repository", "github:acme/models", "--ci", "github"]
    assert run("model.ptl", *words).exit_code == 0
    result = run(*("model.ptl" if word == "MODEL" else word for word in again(repository / "tensor-model")))
    assert result.exit_code == 0, result.output


def again(library: Path) -> list[str]:
    """The words of the command in the README that checks the library."""
    lines = (library / "README.md").read_text("utf-8").splitlines()
    (command,) = (line for line in lines if line.startswith("kmpgen build") and line.endswith("--check"))
    return shlex.split(command)[2:]


@pytest.mark.parametrize(
    "options",
    [
        ["--group", "com.acme", "--license", "ISC", "--url", "https://acme.example.com", "--developer", "A's $HOME: #"],
        ["--no-bundle", "--skip", "labels", "--no-api-check", "--no-parity"],
        ["-o", "sub/my lib", "--name", "other", "--package", "com.acme.other", "--prefix", "ACME"],
        ["--templates", "our team", "--bundle"],
        ["--repository", "central", "--ci", "github", "--developer", "${{ secrets.X }}"],
        ["--runtime-only", "--group", "com.acme", "--license", "MIT", "-o", "rt"],
    ],
    ids=" ".join,
)
def test_what_options_add_to_the_file_is_in_the_command(repository: Path, options: list[str]) -> None:
    shutil.copy(ROOT / "generated/sentiment/sentiment.ptl", repository / "model.ptl")
    (repository / "our team").mkdir()
    (repository / "our team/MORE.txt").write_text("More.\n")
    settings(repository, ON_FORGE if "central" in options or "rt" in options else "")
    assert run(*options).exit_code == 0
    (readme,) = repository.rglob("README.md")
    result = run(*again(readme.parent))
    assert result.exit_code == 0, result.output


def test_the_workflow_checks_with_the_options_of_the_build(repository: Path) -> None:
    settings(repository, "")
    words = ["--group", "com.acme", "--license", "MIT", "--url", "https://github.com/acme/models", "--no-bundle"]
    words += ["--repository", "central", "--ci", "github", "-o", "sub/lib", "--developer", "#1 at: {{ x }} ${{ 2 }}"]
    assert run(*words).exit_code == 0
    found = workflow(repository / "sub/lib")
    assert found["defaults"]["run"]["working-directory"] == "sub/lib"
    (check,) = (step["run"] for step in steps(found["jobs"]["check"]) if step.get("run", "").startswith("kmpgen"))
    evaluated = check.replace("${{ '${{' }}", "$<")  # as GitHub does
    assert "${{" not in evaluated
    result = run(*shlex.split(evaluated.replace("$<", "${{"))[2:])
    assert result.exit_code == 0, result.output


def in_root(folder: Path, text: str) -> Path:
    """The library as the root of its repository."""
    settings(folder, text.replace("[publishing]", 'output = "."\n[publishing]'))
    assert run().exit_code == 0
    return folder


def podspec_says(podspec: Path) -> dict[str, Any]:
    """What Ruby makes of it."""
    ruby = shutil.which("ruby")
    assert ruby, "needs ruby; see scripts/setup-linux.sh"
    done = subprocess.run([ruby, "-w", ROOT / "tests/ios/podspec.rb", podspec], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    said: dict[str, Any] = json.loads(done.stdout)
    return said


RUBY = 'developer = "Acme\'s \\"$team\\" #{exit} \\\\"\n'


@pytest.mark.slow
@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://github.com/acme/models/tree/main/sentiment", "https://github.com/acme/models.git"),
        ("https://gitlab.com/acme/models.git", "https://gitlab.com/acme/models.git"),
        ("https://gitlab.com/acme/mobile/models/-/tree/main", "https://gitlab.com/acme/mobile/models.git"),
        ("https://acme.example.com", None),
    ],
)
def test_the_podspec_says_the_same(repository: Path, url: str, source: str | None) -> None:
    library = in_root(repository, ON_FORGE.replace("https://github.com/acme/models", url) + RUBY)
    (podspec,) = library.glob("*.podspec")
    said = podspec_says(podspec)
    assert (said["homepage"], said["authors"]) == (url, 'Acme\'s "$team" #{exit} \\')
    assert said["license"] == {"type": "MIT", "file": "LICENSE"}
    assert said["source"] == ({"git": source, "tag": "v0.1.0"} if source else {"path": "."})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scm", "clone"),
    [
        ("https://dev.azure.com/acme/ml/_git/models", "https://dev.azure.com/acme/ml/_git/models"),
        ("https://git.acme.com/ml/", "https://git.acme.com/ml"),
        ("https://git.acme.com/ml.git", "https://git.acme.com/ml.git"),
    ],
)
def test_an_address_of_git_stays_as_it_is_said(repository: Path, scm: str, clone: str) -> None:
    library = in_root(repository, ON_FORGE + f'scm = "{scm}"\n')
    (podspec,) = library.glob("*.podspec")
    assert podspec_says(podspec)["source"] == {"git": clone, "tag": "v0.1.0"}


@pytest.mark.slow
def test_a_library_below_the_root_of_its_repository_is_not_offered_from_git(repository: Path) -> None:
    settings(repository, ON_FORGE.replace("[publishing]", 'output = "libs/sent"\n[publishing]'))
    assert run().exit_code == 0
    (podspec,) = repository.rglob("*.podspec")
    assert podspec_says(podspec)["source"] == {"path": "."}
    readme = (repository / "libs/sent/README.md").read_text("utf-8")
    (podfile,) = re.findall(r"^```ruby\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    ways = re.findall(r"^ *(?:# *)?pod .*?:(\w+) => '(.*?)'", podfile, re.MULTILINE)
    assert ways == [("path", "../libs/sent")]
    assert re.findall(r'includeBuild\("(.*?)"\)', readme) == ["../libs/sent"]


# --- the workflow

WORKFLOWS = {
    "central": (ON_FORGE + 'repository = "central"\nci = "github"\n', "macos"),
    "github": (ON_FORGE + 'repository = "github:acme/models"\nci = "github"\n', "macos"),
    "address": (ON_FORGE + 'repository = "https://maven.acme.com/x"\nci = "github"\n', "macos"),
    "android": (
        ON_FORGE.replace("[pub", 'name = "true"\ntargets = ["android"]\n[pub')
        + 'repository = "central"\nci = "github"\n',
        "ubuntu",
    ),
}


def test_github_takes_the_workflow(repository: Path) -> None:
    for case, (text, _) in WORKFLOWS.items():
        library = built(repository, text)
        (library / ".github/workflows/publish.yml").rename(repository / f"{case}.yml")
        shutil.rmtree(library)
    files = sorted(repository.glob("*.yml"))
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        *files,
    ]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert len(files) == len(WORKFLOWS)
    assert checked.returncode == 0, checked.stdout


def steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = job["steps"]
    return found


@pytest.mark.parametrize("case", WORKFLOWS)
def test_the_workflow_pins_its_actions_and_keeps_secrets_to_one_step(repository: Path, case: str) -> None:
    found = workflow(built(repository, WORKFLOWS[case][0]))
    jobs = found["jobs"]
    assert all(WORKFLOWS[case][1] in job["runs-on"] for job in jobs.values())
    used = [step["uses"] for job in jobs.values() for step in steps(job) if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", use) for use in used)
    assert found["permissions"] == {"contents": "read"}
    writes = {name for job in jobs.values() for name, may in job.get("permissions", {}).items() if may != "read"}
    assert writes == ({"packages"} if case == "github" else set())
    assert "secrets." not in json.dumps(jobs["check"])
    having = [step for step in steps(jobs["publish"]) if re.search(r"secrets\.|github\.token", json.dumps(step))]
    (step,) = having
    assert all(re.fullmatch(r"\$\{\{ [\w.]+ \}\}", value) for value in step["env"].values())
    assert "secrets" not in step["run"]


def test_the_workflow_publishes_tags_and_checks_pull_requests(repository: Path) -> None:
    found = workflow(built(repository, WORKFLOWS["central"][0]))
    assert found["on"] == {"pull_request": None, "push": {"tags": ["v0.1.0", "tensor-model-v0.1.0"]}}
    assert found["defaults"]["run"]["working-directory"] == "library"
    check, publish = found["jobs"]["check"], found["jobs"]["publish"]
    assert ("pull_request" in check["if"], "push" in publish["if"]) == (True, True)
    runs = [step for step in steps(check) if step.get("run", "").startswith("kmpgen")]
    (kmpgen,) = runs
    (repository / kmpgen["working-directory"]).resolve()
    assert run(*shlex.split(kmpgen["run"])[2:], "-o", "library").exit_code == 0


def test_a_runtime_on_github_packages_is_read_with_the_token_of_the_job(repository: Path) -> None:
    for name, runtime, reads in (("own", "embedded", None), ("other", "external:com.acme:rt:1.0", "read")):
        text = WORKFLOWS["github"][0].replace("[publishing]", f'runtime = "{runtime}"\n[publishing]')
        check = workflow(built(repository, text))["jobs"]["check"]
        (gradle,) = (step for step in steps(check) if step.get("run", "").startswith("gradle"))
        assert (check.get("permissions", {}).get("packages"), "env" in gradle) == (reads, bool(reads)), name


def test_a_library_in_the_root_has_its_workflow_where_github_looks(repository: Path) -> None:
    settings(repository, WORKFLOWS["central"][0].replace("[publishing]", 'output = "."\n[publishing]'))
    assert run().exit_code == 0
    assert workflow(repository)["defaults"]["run"]["working-directory"] == "."


def github_takes(pattern: str, tag: str) -> bool:
    """Whether GitHub takes the tag, as far as versions go: `+` repeats what is before it, a backslash quotes."""
    return re.fullmatch(re.sub(r"\.", r"\.", pattern), tag) is not None


@pytest.mark.parametrize("version", ["1.2.0", "1.2.0-rc.1", "1.2.0+build.7"])
def test_only_tags_of_the_version_are_published(repository: Path, version: str) -> None:
    text = WORKFLOWS["central"][0].replace("[publishing]", f'name = "sent"\nversion = "{version}"\n[publishing]')
    tags = workflow(built(repository, text))["on"]["push"]["tags"]
    taken = [f"v{version}", f"sent-v{version}"]
    others = ["v1.2", "v1.2.00", "v1.2.000build.7", f"v{version}.1", f"other-v{version}", "v1.2.1", "main"]
    assert [tag for tag in (*taken, *others) if any(github_takes(pattern, tag) for pattern in tags)] == taken


@pytest.mark.parametrize(("output", "folder"), [("my lib", "my lib"), ("../elsewhere", "."), ("a/ö'$", "a/ö'$")])
def test_the_workflow_knows_any_folder_of_the_library(repository: Path, output: str, folder: str) -> None:
    root = repository / "root"
    root.mkdir()
    (repository / "model.ptl").rename(root / "model.ptl")
    settings(root, WORKFLOWS["central"][0].replace("[publishing]", f'output = "{output}"\n[publishing]'))
    assert run("--config", "root/kmpgen.toml").exit_code == 0
    found = workflow(root / output)
    assert found["defaults"]["run"]["working-directory"] == folder
    checks = [step for step in steps(found["jobs"]["check"]) if "kmpgen" in step.get("run", "")]
    assert bool(checks) == (folder != ".")


def test_without_settings_the_workflow_cannot_know_the_models(repository: Path) -> None:
    words = ["--group", "com.acme", "--license", "MIT", "--url", "https://github.com/acme/models"]
    assert run("model.ptl", *words, "--repository", "central", "--ci", "github").exit_code == 0
    jobs = workflow(repository / "tensor-model")["jobs"]
    assert not [step for step in steps(jobs["check"]) if "kmpgen" in step.get("run", "")]
