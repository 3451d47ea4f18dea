#!/usr/bin/env bash
# Installs what the tests need besides Python, on Debian and Ubuntu. Quick and silent where all of it is there.
# Elsewhere, or without root: says what is missing and goes on; the tiers of `kmpgen verify` say what they skip.
set -euo pipefail

missing=()

# $1: the Debian package that brings the command $2.
command_from() {
    command -v "$2" >/dev/null || missing+=("$1")
}

# $1: a Debian package without a command to look for.
package() {
    dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed || missing+=("$1")
}

command_from openjdk-17-jdk-headless javac
command_from maven mvn
command_from clang-14 clang-14
command_from g++ g++
command_from ruby ruby
command_from gnupg gpg
command_from clang-22 clang-22
command_from lld-22 ld.lld-22
command_from chromium chromium
if command -v apt-get >/dev/null; then
    package libgnustep-base-dev
    package libobjc-12-dev
    package fonts-dejavu-core # without fonts Chromium shows boxes
fi

[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
if ! command -v apt-get >/dev/null || ! "${as_root[@]}" true 2>/dev/null; then
    echo "setup-linux: not installed, and this user can't install it: ${missing[*]}" >&2
    echo "setup-linux: going on without; tests that need them are skipped or fail, and say so" >&2
    exit 0
fi

echo "setup-linux: installing ${missing[*]}" >&2
# The packages' files go once they are installed.
quiet=(-qq -o DPkg::Lock::Timeout=300 -o APT::Keep-Downloaded-Packages=false)
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${quiet[@]}")
"${apt[@]}" update
available=()
for name in "${missing[@]}"; do
    if apt-cache show "$name" >/dev/null 2>&1; then
        available+=("$name")
    else
        echo "setup-linux: this system has no package $name; going on without" >&2
    fi
done
"${apt[@]}" install -y --no-install-recommends "${available[@]}" >/dev/null </dev/null
