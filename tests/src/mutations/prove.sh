#!/bin/sh
# Shows that the simulator finds each planted bug: applies one patch at a time to a scratch copy of the sources, runs seeds
# until one fails, and prints which. Needs a JDK 25 (JAVA_HOME) and a Maven repository that a build has filled.
# The patches in quorum/ go to the quorum journal's simulator, whose seeds are cheaper, so it runs seven times as many.
# usage: prove.sh [SEEDS]        exit 0: every planted bug was found, and the sources as they are have none
set -u
seeds=${1:-1000}
here=$(cd "$(dirname "$0")" && pwd)
tree=$(cd "$here/../../.." && pwd)
repository=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
campaigns=tests/src/main/java/dev/holdfast/tests/simulation
models=tests/testkit/src/main/java/dev/holdfast/testkit
jars=
for artifact in info/picocli/picocli org/jspecify/jspecify; do
    jar=$(ls "$repository/$artifact"/*/*.jar 2>/dev/null | sort -V | tail -n 1)
    [ -n "$jar" ] || { echo "prove.sh: $artifact is not in $repository; build the project first" >&2; exit 1; }
    jars=$jars:$jar
done
java=${JAVA_HOME:+$JAVA_HOME/bin/}
"${java}javac" --release 25 --version >/dev/null 2>&1 || { echo "prove.sh: set JAVA_HOME to a JDK 25" >&2; exit 1; }
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

try() { # main class
    runs=$seeds
    [ "$1" = SimulationCampaign ] || runs=$((7 * seeds))
    rm -rf "$scratch/classes" && mkdir "$scratch/classes"
    find "$scratch/protocol/src/main/java" "$scratch/$campaigns" -name '*.java' >"$scratch/sources"
    find "$scratch/$models" -maxdepth 1 -name '*.java' >>"$scratch/sources"
    "${java}javac" -nowarn -proc:none -cp "$jars" -d "$scratch/classes" @"$scratch/sources" \
        >"$scratch/out" 2>&1 || return 2
    "${java}java" -cp "$scratch/classes$jars" "dev.holdfast.tests.simulation.$1" \
        --threads 1 --seeds "$runs" >"$scratch/out" 2>&1
}

status=0
for patch in none "$here"/*.patch "$here"/quorum/*.patch; do
    rm -rf "$scratch/protocol" "$scratch/tests"
    mkdir -p "$scratch/$campaigns" "$scratch/$models"
    cp -R "$tree/protocol" "$scratch/protocol"
    cp -R "$tree/$campaigns/." "$scratch/$campaigns"
    cp -R "$tree/$models/." "$scratch/$models"
    if [ "$patch" = none ]; then
        for campaign in SimulationCampaign quorum.QuorumCampaign; do
            if try "$campaign"; then echo "no planted bug: $runs seeds pass"; else status=1; head -n 1 "$scratch/out"; fi
        done
        continue
    fi
    name=$(basename "$patch" .patch)
    (cd "$scratch" && patch -s -p1 <"$patch") || { echo "$name: the patch does not apply"; status=1; continue; }
    case $patch in
    */quorum/*) campaign=quorum.QuorumCampaign ;;
    *) campaign=SimulationCampaign ;;
    esac
    if try "$campaign"; then
        echo "$name: NOT FOUND in $runs seeds"
        status=1
    elif grep -q '^seed' "$scratch/out"; then
        echo "$name: $(head -n 1 "$scratch/out" | sed 's/dev.holdfast.testkit.SimulationFailure: //')"
    else
        echo "$name: does not build or start"; head -n 5 "$scratch/out"; status=1
    fi
done
exit $status
