# Part of build.sh: the cores of other platforms, as far as this machine has compilers for them, and tests of them here.

platforms='linux-x64 linux-arm64 win-x64 linux-musl-x64 osx-arm64'

# What this machine lacks to make the core of a platform; nothing if it can.
lacking() { # platform
  case $1 in
    linux-x64) [ "$(uname -sm)" = 'Linux x86_64' ] || echo 'a machine of its own' ;;
    linux-arm64) [ "$(uname -m)" = aarch64 ] || command -v aarch64-linux-gnu-g++ >/dev/null || echo g++-aarch64-linux-gnu ;;
    win-x64) command -v x86_64-w64-mingw32-g++-posix >/dev/null || echo g++-mingw-w64-x86-64-posix ;;
    linux-musl-x64) echo 'a compiler for musl with a library of C++' ;;
    osx-arm64) [ "$(uname -s)" = Darwin ] || echo 'a Mac' ;;
  esac
}

preset_of() { # platform
  case $1 in
    linux-x64) echo linux-x64-release ;;
    win-x64) echo win-x64-mingw ;;
    *) echo "$1" ;;
  esac
}

# Builds a core and puts it into artifacts/runtimes without its debug information, which goes to artifacts/symbols.
core_for_package() { # platform
  local built name tools='' to="artifacts/runtimes/$1/native" symbols="artifacts/symbols/$1" library
  built=build/$(preset_of "$1")
  cmake_build "$(preset_of "$1")" --target adjoint
  library=$(compgen -G "$built/*adjoint_core.so" || compgen -G "$built/adjoint_core.dll" || compgen -G "$built/*adjoint_core.dylib")
  name=$(basename "$library")
  mkdir -p "$to" "$symbols"
  case $1 in
    linux-arm64) [ "$(uname -m)" = aarch64 ] || tools=aarch64-linux-gnu- ;;
    win-x64) tools=x86_64-w64-mingw32- ;;
    osx-*) # whose debug information lies outside the library
      cp "$library" "$to/$name"
      strip -x "$to/$name"
      return 0
      ;;
  esac
  "${tools}objcopy" --only-keep-debug "$library" "$symbols/$name.debug"
  chmod -x "$symbols/$name.debug"
  "${tools}objcopy" --strip-unneeded --add-gnu-debuglink="$symbols/$name.debug" "$library" "$to/$name"
}

# Puts the cores that can be made here into artifacts/runtimes, and names those that cannot.
cores_for_package() { # platforms
  local platform lack made='' missing=''
  rm -rf artifacts/runtimes artifacts/symbols
  for platform in "$@"; do
    lack=$(lacking "$platform")
    if [ -n "$lack" ]; then
      missing+="  $platform: $lack"$'\n'
    else
      say "core of $platform"
      core_for_package "$platform"
      made+=" $platform"
    fi
  done
  [ -n "$made" ] || fail "No core can be made here:"$'\n'"$missing"
  say "cores in the package:$made"
  if [ -n "$missing" ]; then printf 'NOT in the package, for want of:\n%s' "$missing" >&2; fi
}

# ---- tests of other platforms on this one ----

# How a program of a platform is run here. Under qemu a page is either written or run. What does not end has failed.
# Wine's drives lead to the whole machine: they lie outside the repository, which tools walk through.
on_platform() { # platform, program, arguments
  case $1 in
    linux-arm64) DOTNET_EnableWriteXorExecute=0 LD_LIBRARY_PATH="$(dirname "$2")" timeout 900 qemu-aarch64 -L /usr/aarch64-linux-gnu "${@:2}" ;;
    win-x64) WINEDEBUG=-all WINEPREFIX="${TMPDIR:-/tmp}/adjoint-wine" timeout 900 wine "${@:2}" ;;
    *) "${@:2}" ;;
  esac
}

# Counts a test that is a command.
test_command() { # what it is, command...
  say "$1"
  if "${@:2}"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

# The core by the compilers of other platforms, and by another one here: it compiles without a warning, links, and where an emulator is,
# calculates a gradient.
test_compilers() {
  test_command 'the core by clang' cmake_build check-clang --target adjoint
  test_command 'the core by mingw' cmake_build check-mingw --target adjoint
  test_command 'the core by g++ for arm64' cmake_build check-arm64 --target adjoint
  test_command 'a gradient in C on win-x64' test_gradient win-x64 build/check-mingw/adjoint_core.dll
  test_command 'a gradient in C on linux-arm64' test_gradient linux-arm64 build/check-arm64/libadjoint_core.so
}

# A gradient by a core, the packaged one if none is given, and a C program that knows nothing of .NET.
test_gradient() { # platform, core
  local folder="build/gradient/$1" core compiler=gcc
  core=${2:-$(echo artifacts/runtimes/"$1"/native/*)}
  case $1 in
    linux-arm64) [ "$(uname -m)" = aarch64 ] || compiler=aarch64-linux-gnu-gcc ;;
    win-x64) compiler=x86_64-w64-mingw32-gcc-posix ;;
  esac
  mkdir -p "$folder"
  cp "$core" "$folder"
  "$compiler" -std=c99 -pedantic -Wall -Wextra -Werror -Inative/include tests/platforms/gradient.c -o "$folder/gradient.exe" \
    "$folder/$(basename "$core")" -lm -Wl,-rpath,'$ORIGIN' && on_platform "$1" "$folder/gradient.exe"
}

# Where qemu finds the library that .NET computes hashes with, which cross compilers do not bring: Debian's package for arm64,
# fetched beside those of this machine.
need_arm64_openssl() { # folder
  [ ! -e "$1/libssl.so.3" ] || return 0
  local at=$PWD/build/arm64-packages options
  options=(-o APT::Architecture=arm64 -o APT::Architectures=arm64 -o "Dir::State::Lists=$at/lists" -o "Dir::Cache=$at/cache"
    -o Dir::State::Status=/dev/null -o APT::Sandbox::User=root)
  mkdir -p "$at/lists/partial" "$at/cache/archives/partial"
  (cd "$at" && apt-get "${options[@]}" update >/dev/null && apt-get "${options[@]}" download libssl3 >/dev/null &&
    dpkg-deb -x libssl3_*.deb .)
  cp "$at"/usr/lib/aarch64-linux-gnu/lib{ssl,crypto}.so.3 "$1"
}

# The managed tests as a program of the platform that carries its runtime along.
publish_tests() { # platform
  local folder=build/managed/$1
  say "building tests/Adjoint.Tests for $1"
  dotnet publish -c Release tests/Adjoint.Tests -r "$1" --self-contained "-p:NativePreset=$(preset_of "$1")" -p:RunAnalyzers=false \
    -o "$folder" --nologo -v quiet -clp:NoSummary
  # Wine does not run what .NET compiles for calls by reflection, which is how xunit calls a test.
  if [ "$1" = win-x64 ]; then
    sed -i 's/"configProperties": {/&\n      "System.Reflection.ForceInterpretedInvoke": true,/' "$folder/Adjoint.Tests.runtimeconfig.json"
  fi
  if [ "$1" = linux-arm64 ] && [ "$(uname -m)" != aarch64 ]; then need_arm64_openssl "$folder"; fi
}

# Runs classes of managed tests; all without a class. Emulated threads of wine and qemu get one processor's time between them.
test_managed_on() { # platform, classes
  local program=build/managed/$1/Adjoint.Tests class options=()
  [ "$1" != win-x64 ] || program+=.exe
  for class in "${@:2}"; do options+=(-class "*.$class"); done
  say "tests of tests/Adjoint.Tests on $1"
  count xunit on_platform "$1" "$program" -noColor -parallel none "${options[@]}"
}

emulated='linux-arm64 win-x64'

# Every class of managed tests in a process of its own, so that one that does not end is known by its name.
test_platforms() {
  local platform class
  test_command "a gradient in C on linux-x64" test_gradient linux-x64
  for platform in $emulated; do
    test_command "a gradient in C on $platform" test_gradient "$platform"
    publish_tests "$platform"
    for class in $(grep -rhoE '^public sealed (partial )?class [A-Za-z]+Tests' tests/Adjoint.Tests | awk '{ print $NF }' | sort); do
      test_managed_on "$platform" "$class"
    done
  done
}
