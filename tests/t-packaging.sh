#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is kept for distributions keeps up with the tree.
. "${top_srcdir:-.}/tests/tap.sh"

forgotten=
for folder in "$build"/plugins/*/; do
    name=$(basename "$folder")
    test -f "$folder$name.la" || continue
    case $(cat "$src"/packaging/debian/*.install |
        grep -c "/plugins/$name\.so\$") in
    1) ;;
    *) forgotten="$forgotten $name" ;;
    esac
done
is "every plugin is in one Debian package" "$forgotten" ""

version=$(sed -n 's/^AC_INIT(\[pressmill\], \[\(.*\)\])$/\1/p' "$src/configure.ac")
is "the RPM has the version of configure.ac" \
    "$(sed -n 's/^Version: *//p' "$src/packaging/rpm/pressmill.spec")" "$version"
is "Nix has the version of configure.ac" \
    "$(sed -n 's/^ *version = "\(.*\)";/\1/p' "$src/packaging/nix/package.nix")" \
    "$version"
like "Debian has the version of configure.ac" \
    "$(head -n 1 "$src/packaging/debian/changelog")" "pressmill ($version-*"

top_srcdir=$src "$src/tools/gen-sbom" "$version" >sbom.json 2>err
if command -v python3 >/dev/null 2>&1; then
    exits 0 "the SBOM is JSON" python3 -c \
        'import json; d = json.load(open("sbom.json")); assert d["packages"]'
else
    skip "the SBOM is JSON" "no python3"
fi
for model in "$src"/models/*.bin; do
    test -f "$model" || continue
    sum=$(sha256sum "$model" | cut -d' ' -f1)
    if grep -q "$sum" sbom.json; then
        pass "the SBOM has models/${model##*/}"
    else
        fail "the SBOM has models/${model##*/}"
    fi
done

echo tarball >one.tar.xz
"$src/packaging/homebrew/make-formula" one.tar.xz https://example.org/one.tar.xz \
    https://example.org >formula.rb
if grep -q "sha256 \"$(sha256sum one.tar.xz | cut -d' ' -f1)\"" formula.rb; then
    pass "the formula has the checksum of the tarball"
else
    fail "the formula has the checksum of the tarball"
fi
done_testing
