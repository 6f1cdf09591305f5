# Sourced: which Rust builds the native crates, and which one sluice.wasm.
# shellcheck shell=bash

WASM_TARGET=wasm32-unknown-unknown
DEBIAN_PACKAGES=(rustc-web cargo-web rust-web-src lld-22)
# Seconds for `rustup target add`: about 20 MB, but some networks swallow it.
RUSTUP_TIMEOUT=${RUSTUP_TIMEOUT:-90}

# The one place that says how the module is built: SIMD, and a memory ceiling
# of 256 MiB, so that a leak traps the VM instead of exhausting the machine.
WASM_RUSTFLAGS="-C target-feature=+simd128 -C link-arg=--max-memory=268435456"

msrv() { sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml"; }

# recent_enough RUSTC: true when it is at least the workspace's rust-version.
recent_enough() {
    local have_version
    have_version=$("$1" --version 2>/dev/null | awk '{print $2}')
    [ -n "$have_version" ] &&
        [ "$(printf '%s\n' "$(msrv)" "$have_version" | sort -V | head -n 1)" = "$(msrv)" ]
}

# build_for_tests CARGO-ARG...: builds the command target/debug/sluice, and what else is
# named, as the tests of the whole workspace want it: what is built for one crate
# alone has fewer features and would all be compiled once more.
build_for_tests() { cargo test --quiet --workspace --no-run --test commands "$@"; }

active_has_wasm() { [ -d "$(rustc --print target-libdir --target $WASM_TARGET 2>/dev/null)" ]; }

debian_ready() {
    [ -x /usr/bin/cargo ] && recent_enough /usr/bin/rustc && have wasm-ld-22 &&
        [ -f "$(/usr/bin/rustc --print sysroot)/lib/rustlib/src/rust/library/Cargo.lock" ]
}

# choose_native: puts a cargo that is recent enough first on PATH.
choose_native() {
    if have cargo && have rustc && recent_enough rustc; then
        return
    fi
    if ! { [ -x /usr/bin/cargo ] && recent_enough /usr/bin/rustc; }; then
        say "no Rust $(msrv) or newer on PATH"
        on_debian && debian_install "${DEBIAN_PACKAGES[@]}" && recent_enough /usr/bin/rustc ||
            fail "Rust $(msrv) or newer is needed; install it from https://rustup.rs or run \`rustup update stable\`"
    fi
    PATH=/usr/bin:$PATH
    export PATH
}

# choose_wasm: sets and remembers SLUICE_WASM_TOOLCHAIN, `active` or `debian`.
# The memory is there so that a second run does not try the network again.
choose_wasm() {
    local remembered=$STATE/toolchain.env
    SLUICE_WASM_TOOLCHAIN=
    # shellcheck source=/dev/null
    [ -f "$remembered" ] && . "$remembered"
    if [ "${SLUICE_WASM_TOOLCHAIN}" = debian ] && debian_ready; then
        return
    fi
    if active_has_wasm; then
        SLUICE_WASM_TOOLCHAIN=active
    elif rustup_add_target; then
        SLUICE_WASM_TOOLCHAIN=active
    else
        on_debian && debian_install "${DEBIAN_PACKAGES[@]}" && debian_ready ||
            fail "no Rust toolchain with $WASM_TARGET; run \`rustup target add $WASM_TARGET\`, or on Debian as root \`apt-get install ${DEBIAN_PACKAGES[*]}\`"
        SLUICE_WASM_TOOLCHAIN=debian
    fi
    printf 'SLUICE_WASM_TOOLCHAIN=%s\n' "$SLUICE_WASM_TOOLCHAIN" >"$remembered"
}

rustup_add_target() {
    have rustup || return 1
    # A cargo that is not rustup's would not see the target.
    case $(rustc --print sysroot) in "$(rustup show home 2>/dev/null)"/*) ;; *) return 1 ;; esac
    say "rustup target add $WASM_TARGET (to your toolchain, at most ${RUSTUP_TIMEOUT} s)"
    timeout "$RUSTUP_TIMEOUT" rustup target add $WASM_TARGET >"$STATE/rustup.log" 2>&1 &&
        active_has_wasm && return 0
    say "rustup's server gave nothing, see $STATE/rustup.log"
    return 1
}

# wasm_cargo SUBCOMMAND ARG...: cargo for the module's target, in a target
# folder of its own so that native builds and module builds do not wait for
# each other.
wasm_cargo() {
    local subcommand=$1
    shift
    case ${SLUICE_WASM_TOOLCHAIN} in
    active)
        env -u CARGO_ENCODED_RUSTFLAGS RUSTFLAGS="$WASM_RUSTFLAGS" \
            cargo "$subcommand" --target $WASM_TARGET --target-dir "$ROOT/target/wasm" "$@"
        ;;
    debian)
        # rustup's cargo may come first on PATH and would take its own rustc.
        # The distribution has no compiled std for wasm, hence -Z build-std.
        env -u CARGO_ENCODED_RUSTFLAGS -u RUSTUP_TOOLCHAIN PATH="/usr/bin:$PATH" \
            RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 \
            RUSTFLAGS="$WASM_RUSTFLAGS -C linker=wasm-ld-22" \
            /usr/bin/cargo "$subcommand" -Z build-std=std,panic_abort \
            --target $WASM_TARGET --target-dir "$ROOT/target/wasm" "$@"
        ;;
    *) fail "no toolchain chosen yet; run \`make setup\`" ;;
    esac
}
