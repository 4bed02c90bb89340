#!/bin/sh
# Checks the model of the quorum journal with Spin (spin, gcc): every state of the small configurations, and that planted bugs are
# found. "check.sh more" also samples two losses of memory, by bit-state hashing.
# exit 0: no violation, and each planted bug was found
set -u
model=$(cd "$(dirname "$0")" && pwd)/journal.pml
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1

run() { # spin's definitions, compiler's definitions
    rm -f pan*
    # shellcheck disable=SC2086
    spin $1 -a "$model" >out 2>&1 && gcc -O2 -DSAFETY -DMEMLIM=8000 $2 -o pan pan.c >>out 2>&1 || { cat out; exit 1; }
    ./pan -m100000 -w26 -Q3 >out 2>&1
    echo "$1: $(grep -o 'errors: [0-9]*' out), $(awk '/states, stored/ { print $1 }' out) states, $(awk '/elapsed/ { print $4 }' out) s$(grep -q 'Time limit' out && echo ', not all seen')"
}

status=0
clean() { run "$@"; grep -q 'errors: 0' out || status=1; }
planted() { run "$1 -D$2" -DBITSTATE; grep -q 'errors: 0' out && { echo "$2 was not found"; status=1; }; }

forgets="-DEPOCHS=2 -DLENGTH=2 -DFORGETS=1"
epochs="-DEPOCHS=3 -DLENGTH=2 -DFORGETS=0"
clean "$forgets" -DCOLLAPSE
clean "$epochs" -DCOLLAPSE
planted "$forgets" NO_VECTOR
planted "$forgets" NO_MAXIMUM
planted "$forgets" NO_POINT
planted "$epochs" NO_LATEST
[ "${1:-}" != more ] || clean "-DEPOCHS=2 -DLENGTH=2 -DFORGETS=2" -DBITSTATE
exit $status
