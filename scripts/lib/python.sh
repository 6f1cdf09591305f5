# Sourced: the local Python environment, for Envoy's binary and the tests.
# shellcheck shell=bash

VENV=$STATE/venv

# ensure_venv: creates the environment once.
ensure_venv() {
    [ -x "$VENV/bin/pip" ] && "$VENV/bin/python" -c '' 2>/dev/null && return
    have python3 || fail "python3 is needed; on Debian: apt-get install python3 python3-venv"
    say "creating a Python environment in .sluice/venv"
    python3 -m venv --clear "$VENV" >"$STATE/venv.log" 2>&1 && return
    on_debian && debian_install python3-venv &&
        python3 -m venv --clear "$VENV" >>"$STATE/venv.log" 2>&1 ||
        fail "python3 cannot create environments (see $STATE/venv.log); on Debian: apt-get install python3-venv"
}

# venv_install NAME PIP-ARG...: installs once; the stamp holds what was asked
# for, and the checksum of a requirements file in it, so a change installs anew.
venv_install() {
    local name=$1 stamp want arg
    shift
    stamp=$VENV/.installed-$name
    want="$*"
    for arg in "$@"; do
        [ -f "$arg" ] && want="$want $(cksum <"$arg")"
    done
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && return
    ensure_venv
    say "pip install $* (log: .sluice/pip-$name.log)"
    "$VENV/bin/pip" install --disable-pip-version-check "$@" >"$STATE/pip-$name.log" 2>&1 ||
        fail "pip could not install $* (see $STATE/pip-$name.log); check the network or set PIP_INDEX_URL"
    printf '%s' "$want" >"$stamp"
}
