#!/usr/bin/env bash
# What no test program sees: the size of files, what imports what, and formatting.
# `.ci/check.sh CHECK` prints what is wrong and fails if anything is; without CHECK it lists the checks.
set -euo pipefail
cd "$(dirname "$0")/.."

# Written by hand; generated files lie in folders of that name.
sources() { git ls-files --cached --others --exclude-standard -- "$@" | grep -v '/Generated/' | while read -r f; do [ ! -e "$f" ] || echo "$f"; done; }

# A person reads a file in one sitting.
sizes() {
  local most=600
  sources '*.cc' '*.h' '*.c' '*.cs' '*.fs' '*.sh' '*.ps1' '*.cmake' '*CMakeLists.txt' | xargs wc -l |
    awk -v most=$most '$2 != "total" && $1 > most { print $2 ": " $1 " lines, more than " most; bad = 1 } END { exit bad }'
}

# Imports run downwards between the folders of the core, and in no circle within core. A file and its header are one.
imports() {
  local edges bad=0
  edges=$(sources 'native/*.cc' 'native/*.h' | xargs grep -HoE '^#include "[a-z_]+/[a-z_0-9./]+"' |
    sed -E 's/^native\///; s/\.(simd\.cc|cc|h):#include "/ /; s/(\.simd)?\.(h|cc)"$//')
  awk '
    BEGIN { split("core kernels ops transforms program capi", order); for (i in order) floor[order[i]] = i + 0 }
    { split($1, from, "/"); split($2, to, "/") }
    !(from[1] in floor) || !(to[1] in floor) || from[1] == to[1] { next }
    floor[to[1]] > floor[from[1]] { print $1 " includes " $2 ", which is not below it"; bad = 1 }
    END { exit bad }' <<<"$edges" || bad=1
  awk '$1 != $2 && $1 ~ /^core\// && $2 ~ /^core\//' <<<"$edges" | sort -u | tsort >/dev/null || bad=1
  return $bad
}

format_native() { sources 'native/*.cc' 'native/*.h' 'tests/native/*.cc' 'tests/native/*.h' | xargs clang-format-14 --dry-run -Werror; }

format_managed() { dotnet format whitespace . --folder --verify-no-changes --exclude build artifacts; }

checks='sizes imports format_native format_managed'
if [ $# = 0 ]; then echo "$checks"; else "$1"; fi
