"""Makes `docs/images/inspect-page.png`: the page of the sample model in Debian's Chromium, as wide as a phone."""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SIZE = "390,1960"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        model = ROOT / "generated" / "sentiment" / "sentiment.ptl"
        inspect: list[str | Path] = [
            sys.executable,
            "-m",
            "kmpgen",
            "inspect",
            model,
            "--html",
            page,
            "--runtime",
            "settings",
        ]
        subprocess.run([*inspect, "--runtime", "pytorch_android_lite:1.12.2"], check=True, stdout=subprocess.DEVNULL)
        picture = ROOT / "docs" / "images" / "inspect-page.png"
        options = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={SIZE}"]
        command: list[str | Path] = [
            "chromium",
            *options,
            f"--user-data-dir={folder}/user",
            f"--screenshot={picture}",
            page.as_uri(),
        ]
        subprocess.run(command, check=True, capture_output=True)
        print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size} bytes")


if __name__ == "__main__":
    main()
