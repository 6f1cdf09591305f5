# Sourced by every script: where the checkout is and how messages look.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Everything that set-up and builds leave behind, apart from Cargo's target/.
STATE=$ROOT/.sluice
cd "$ROOT"
mkdir -p "$STATE"

STEP=0
STEPS=0
# What the steps are steps of, where a script is called by another.
PART=

# step TEXT: announces the next of $STEPS steps.
step() {
    STEP=$((STEP + 1))
    printf '[%s%d/%d] %s\n' "$PART" "$STEP" "$STEPS" "$*"
}

# say TEXT: a detail of the current step.
say() { printf '      %s\n' "$*"; }

# fail PROBLEM: a prerequisite is missing; the text names the mend.
fail() {
    printf 'error: %s\n' "$*" >&2
    exit 2
}

have() { command -v "$1" >/dev/null 2>&1; }

# on_debian: true where `apt-get install` may be used to mend things.
on_debian() { [ -f /etc/debian_version ] && have apt-get; }

# debian_install PACKAGE...: installs packages that are not there yet, as root
# only, and says so first: it is the one thing written outside the checkout.
debian_install() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed ||
            missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    [ "$(id -u)" -eq 0 ] || return 1
    say "installing Debian packages, system-wide: ${missing[*]}"
    apt-get -qq update >"$STATE/apt.log" 2>&1 || say "apt-get update failed, trying with the lists at hand"
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${missing[@]}" \
        >>"$STATE/apt.log" 2>&1 || { say "apt-get failed, see $STATE/apt.log"; return 1; }
}
