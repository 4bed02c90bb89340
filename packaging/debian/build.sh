#!/usr/bin/env bash
# Builds the Debian package from a built tree: build.sh TREE CLASS_PATH JAVA_HOME DIRECTORY prints the package's path.
# The first jar of CLASS_PATH holds the command line. Two builds of one commit are the same, byte by byte.
set -euo pipefail

TREE=$1
CLASS_PATH=$2
JAVA_HOME=$3
DIRECTORY=$4
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$TREE" log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH
ARCHITECTURE=$(dpkg --print-architecture)
STAGE=$(mktemp -d)
trap 'rm -rf "$STAGE"' EXIT
chmod 755 "$STAGE"
readonly TREE CLASS_PATH JAVA_HOME DIRECTORY HERE ARCHITECTURE STAGE

case $ARCHITECTURE in
amd64) ROCKSDB=librocksdbjni-linux64.so ;;
arm64) ROCKSDB=librocksdbjni-linux-aarch64.so ;;
*)
    printf 'holdfast: there is no package for %s: amd64 and arm64 only\n' "$ARCHITECTURE" >&2
    exit 3
    ;;
esac

holdfast() {
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
        -cp "$CLASS_PATH" dev.holdfast.actors.cli.Holdfast "$@"
}

put() { # mode, source, directory or file below the stage
    install -D -m "$1" "$2" "$STAGE/$3"
}

libraries() {
    local jar
    install -d "$STAGE/usr/share/holdfast/lib" "$STAGE/usr/lib/holdfast"
    tr ':' '\n' <<<"$CLASS_PATH" | while read -r jar; do
        case $jar in
        */rocksdbjni-*.jar) rocksdb "$jar" ;;
        *) put 644 "$jar" "usr/share/holdfast/lib/${jar##*/}" ;;
        esac
    done
}

# The shim and its launcher, at a place of their own: a state directory may be mounted noexec.
natives() {
    local inside=$STAGE/native
    mkdir "$inside"
    (cd "$inside" && "$JAVA_HOME/bin/jar" --extract --file "$STAGE"/usr/share/holdfast/lib/holdfast-interceptors-*.jar native)
    put 644 "$inside/native/libholdfast.so" usr/lib/holdfast/libholdfast.so
    put 755 "$inside/native/holdfast-spawn" usr/lib/holdfast/holdfast-spawn
    rm -rf "$inside"
    strip --strip-unneeded "$STAGE"/usr/lib/holdfast/{libholdfast.so,holdfast-spawn}
}

# Its jar brings the libraries of twelve platforms; ours goes where the JVM looks first, the others stay at home.
rocksdb() {
    local inside=$STAGE/rocksdb
    mkdir "$inside"
    (cd "$inside" && "$JAVA_HOME/bin/jar" --extract --file "$1")
    put 644 "$inside/$ROCKSDB" usr/lib/holdfast/librocksdbjni.so
    strip --strip-unneeded "$STAGE/usr/lib/holdfast/librocksdbjni.so"
    rm -f "$inside"/librocksdbjni-*
    "$JAVA_HOME/bin/jar" --create --file "$STAGE/usr/share/holdfast/lib/${1##*/}" --no-manifest \
        --date="$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)" -C "$inside" .
    rm -rf "$inside"
}

programs() {
    put 755 "$HERE/launcher" usr/bin/holdfast
    put 644 "$HERE/../node.options" usr/share/holdfast/node.options
    put 644 "$TREE/config/systemd/holdfast.service" lib/systemd/system/holdfast.service
    put 644 "$TREE/config/examples/single-host.conf" etc/holdfast/holdfast.conf
    install -d "$STAGE/usr/share/bash-completion/completions"
    holdfast completion bash | sed '1{/^#!/d}' >"$STAGE/usr/share/bash-completion/completions/holdfast"
    holdfast man "$STAGE/usr/share/man/man1"
    gzip -9n "$STAGE"/usr/share/man/man1/*
}

# The source's history is the changelog; Debian wants a file.
changelog() {
    printf 'holdfast (%s) unstable; urgency=medium\n\n  * Built from the source as it was then.\n\n -- %s  %s\n' "$version" \
        "$(sed -n 's/^Maintainer: //p' "$HERE/control.in")" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")"
}

documents() {
    local file documents=usr/share/doc/holdfast
    for file in README.md NOTICE docs/*.md docs/adr/*.md docs/images/* config/examples/three-hosts/*; do
        put 644 "$TREE/$file" "$documents/${file#docs/}"
    done
    put 644 "$TREE/config/src/main/resources/dev/holdfast/config/reference.conf" "$documents/reference.conf"
    put 644 "$HERE/copyright" "$documents/copyright"
    put 644 "$HERE/lintian-overrides" usr/share/lintian/overrides/holdfast
    changelog | gzip -9n >"$STAGE/$documents/changelog.gz"
    for file in "$TREE"/config/monitoring/*; do
        put 644 "$file" "usr/share/holdfast/monitoring/${file##*/}"
    done
}

control() {
    local version=$1 script
    install -d "$STAGE/DEBIAN"
    sed -e "s/@VERSION@/$version/; s/@ARCHITECTURE@/$ARCHITECTURE/" \
        -e "s/@INSTALLED_KIB@/$(du -sk --exclude=DEBIAN "$STAGE" | cut -f1)/" "$HERE/control.in" >"$STAGE/DEBIAN/control"
    put 644 "$HERE/conffiles" DEBIAN/conffiles
    for script in postinst prerm postrm; do
        put 755 "$HERE/$script" "DEBIAN/$script"
    done
    (cd "$STAGE" && find . -type f -not -path './DEBIAN/*' -not -path './etc/*' -printf '%P\0' | sort -z |
        xargs -0 md5sum) >"$STAGE/DEBIAN/md5sums"
    chmod 644 "$STAGE/DEBIAN/control" "$STAGE/DEBIAN/md5sums"
}

cd "$TREE"
version=${HOLDFAST_PACKAGE_VERSION:-$(holdfast --version | sed 's/^holdfast //')}
package=$DIRECTORY/holdfast_${version}_$ARCHITECTURE.deb
umask 022
libraries
natives
programs
documents
control "$version"
mkdir -p "$DIRECTORY"
# The jars are compressed already.
dpkg-deb --root-owner-group -Zgzip -z1 --build "$STAGE" "$package" >/dev/null
printf '%s\n' "$package"
