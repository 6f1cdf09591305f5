# Sourced: Node.js and the packages of the JavaScript clients, which only tests use.
# shellcheck shell=bash

# Some packages ask for 22, and run on 20 all the same.
NODE_LEAST=20
NODE_FOLDER=$ROOT/integration-tests/node

# node_fits: true when Node.js is here, new enough, with npm beside it.
node_fits() {
    have node && have npm &&
        [ "$(node --version | sed 's/^v\([0-9]*\).*/\1/')" -ge $NODE_LEAST ]
}

# node_install: what the lock file says, once; false where there is no Node.js.
node_install() {
    local stamp=$STATE/.installed-node want
    if ! node_fits; then
        say "no Node.js $NODE_LEAST or newer with npm: the tests of JavaScript clients will be SKIPPED"
        return 1
    fi
    want="$(cksum <"$NODE_FOLDER/package-lock.json")"
    [ -d "$NODE_FOLDER/node_modules" ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ] && return
    say "npm ci in integration-tests/node (log: .sluice/npm.log)"
    npm ci --prefix "$NODE_FOLDER" --ignore-scripts --no-audit --no-fund >"$STATE/npm.log" 2>&1 ||
        fail "npm could not install the packages (see $STATE/npm.log); check the network or npm's registry"
    printf '%s' "$want" >"$stamp"
}
