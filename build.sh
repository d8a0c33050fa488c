#!/usr/bin/env bash
# Builds, tests and runs Adjoint. `./build.sh help` lists what it does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
: "${JOBS:=$(nproc 2>/dev/null || echo 2)}"

case "$(uname -s)" in
  Darwin) preset=osx-arm64 ;;
  *) preset=linux-x64-release ;;
esac

say() { printf '\033[1m== %s\033[0m\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

. .ci/platforms.sh

# ---- what the machine must have ----

# Debian packages for what is missing: pairs of a test and a package.
missing_packages() {
  local packages=()
  command -v g++ >/dev/null || packages+=(g++)
  command -v cmake >/dev/null || packages+=(cmake)
  command -v ninja >/dev/null || packages+=(ninja-build)
  [ -e /usr/include/hwy/highway.h ] || packages+=(libhwy-dev)
  [ -e /usr/include/eigen3/Eigen/Core ] || packages+=(libeigen3-dev)
  [ -e /usr/include/asmjit/x86.h ] || packages+=(libasmjit-dev)
  if [ "${1:-}" = tests ]; then
    [ -e /usr/include/gtest/gtest.h ] || packages+=(libgtest-dev)
    [ -e /usr/include/mpfr.h ] || packages+=(libmpfr-dev)
    command -v clang-14 >/dev/null || packages+=(clang-14)
    command -v clang-format-14 >/dev/null || packages+=(clang-format-14)
    command -v clang++-16 >/dev/null || packages+=(clang-16)
    [ -e /usr/lib/llvm-16/include/c++/v1/version ] || packages+=(libc++-16-dev libc++abi-16-dev)
    command -v mpirun.openmpi >/dev/null || packages+=(openmpi-bin)
    command -v mpirun.mpich >/dev/null || packages+=(mpich)
  fi
  case ${1:-}-$(uname -s) in
    tests-Linux | pack-Linux | mpi-Linux)
      compgen -G '/usr/lib/*/openmpi/include/mpi.h' >/dev/null || packages+=(libopenmpi-dev)
      compgen -G '/usr/include/*/mpich/mpi.h' >/dev/null || packages+=(libmpich-dev)
      ;;
  esac
  if [ "${1:-}" = fuzz ]; then
    command -v clang-14 >/dev/null || packages+=(clang-14)
    compgen -G '/usr/lib/llvm-14/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a' >/dev/null || packages+=(libclang-rt-14-dev)
    [ -e /usr/include/gtest/gtest.h ] || packages+=(libgtest-dev)
    [ -e /usr/include/mpfr.h ] || packages+=(libmpfr-dev)
  fi
  if [ "${1:-}" = data ]; then
    local package
    for package in "${@:2}"; do
      [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || packages+=("$package")
    done
  fi
  if [ "${1:-}" = docs-test ]; then
    command -v chromium >/dev/null || packages+=(chromium)
  fi
  if [ "${1:-}" = samples ]; then
    [ -e /usr/bin/time ] || packages+=(time)
  fi
  if [ "${1:-}" = bench ]; then
    [ -e /usr/include/benchmark/benchmark.h ] || packages+=(libbenchmark-dev)
    compgen -G '/usr/lib/*/libopenblas.so' >/dev/null || packages+=(libopenblas-dev)
    compgen -G '/usr/lib/*/libblis.so' >/dev/null || packages+=(libblis-dev)
    compgen -G '/usr/lib/*/libdnnl.so' >/dev/null || packages+=(libdnnl-dev)
    compgen -G '/usr/lib/*/libfftw3.so' >/dev/null || packages+=(libfftw3-dev)
  fi
  if [ "${1:-}" = pack ]; then
    command -v clang-14 >/dev/null || command -v clang >/dev/null || packages+=(clang-14)
    [ -e /usr/include/zlib.h ] || packages+=(zlib1g-dev)
  fi
  if [ "${1:-}" = compilers ]; then
    command -v x86_64-w64-mingw32-g++-posix >/dev/null || packages+=(g++-mingw-w64-x86-64-posix)
    command -v aarch64-linux-gnu-g++ >/dev/null || [ "$(uname -m)" = aarch64 ] || packages+=(g++-aarch64-linux-gnu)
  fi
  if [ "${1:-}" = emulators ]; then
    command -v wine >/dev/null || packages+=(wine wine64)
    command -v qemu-aarch64 >/dev/null || [ "$(uname -m)" = aarch64 ] || packages+=(qemu-user)
  fi
  echo "${packages[@]}"
}

need() { # what for; for data, the packages
  command -v dotnet >/dev/null || fail "The .NET 10 SDK is missing: https://dotnet.microsoft.com/download"
  dotnet --list-sdks | grep -q '^1[0-9]\.' || fail "The .NET SDK is too old: version 10 is needed (dotnet --list-sdks)."
  local packages
  packages=$(missing_packages "$@")
  [ -n "$packages" ] || return 0
  local install="apt-get install -y --no-install-recommends $packages"
  command -v apt-get >/dev/null || fail "These tools are missing; install what your system calls: $packages"
  local sudo=
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || fail "Some tools are missing. Run: sudo apt-get update && sudo $install"
    sudo=sudo
  fi
  say "installing $packages"
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive $sudo $install >/dev/null 2>&1 ||
    { $sudo apt-get update >/dev/null && DEBIAN_FRONTEND=noninteractive $sudo $install >/dev/null; } ||
    fail "Could not install them. Run: apt-get update && $install"
}

# ---- building ----

cmake_build() { # preset, options of the build
  local log
  log=$(cmake --preset "$1" 2>&1 && cmake --build --preset "$1" -j "$JOBS" "${@:2}" 2>&1) || { tail -n 60 <<<"$log"; return 1; }
  tail -n 1 <<<"$log"
}

native() {
  say "native core ($preset)"
  cmake_build "$preset"
}

# The shims over Open MPI and MPICH, which Adjoint.Distributed loads where mpirun started the program.
mpi() {
  need mpi
  say "shims over MPI"
  local log
  log=$(cmake -S native/distributed -B build/mpi -G Ninja 2>&1 && cmake --build build/mpi 2>&1) || { tail -n 60 <<<"$log"; return 1; }
  tail -n 1 <<<"$log"
}

managed() { # project
  say "building $1"
  dotnet build -c Release "$1" --nologo -v quiet -clp:NoSummary
}

# ---- verbs ----

run() { # [options of Digits], or --list, or a sample's name and its options
  case ${1:-} in
    --list) list_samples; return ;;
    '' | -*) set -- digits "$@" ;;
  esac
  local folder
  folder=$(sample_folder "$1") || exit 1
  shift
  need
  need_data "$folder" "$@"
  native
  managed "$folder"
  dotnet "$(sample_program "$folder")" "$@"
}

# ---- samples: every folder of samples/ that has a project ----

sample_folders() { local project; for project in samples/*/*.csproj; do dirname "$project"; done; }

# samples/CharGpt is run as char-gpt.
sample_name() { sed -E 's/([a-z0-9])([A-Z])/\1-\2/g' <<<"${1##*/}" | tr '[:upper:]' '[:lower:]'; }

sample_program() { echo "$PWD/$1/bin/Release/net10.0/${1##*/}.dll"; }

sample_folder() { # name
  local folder
  for folder in $(sample_folders); do
    if [ "$(sample_name "$folder")" = "$1" ]; then echo "$folder"; return; fi
  done
  { echo "There is no sample '$1'. There are:"; list_samples; } >&2
  return 1
}

# What each shows is the first sentence of its README, below the title.
list_samples() {
  local folder
  for folder in $(sample_folders); do printf '%-22s %s\n' "$(sample_name "$folder")" "$(sed -n 3p "$folder/README.md")"; done
}

# Debian packages with the data of a sample: a line each in its file debian-packages. "full" behind one says that a short run
# does without it. Digits asks for a data set by an option.
need_data() { # folder, options of the sample
  local packages=''
  if [ -e "$1/debian-packages" ]; then
    case " $* " in
      *' --short '*) packages=$(awk '$2 != "full" { print $1 }' "$1/debian-packages") ;;
      *) packages=$(awk '{ print $1 }' "$1/debian-packages") ;;
    esac
  fi
  case " $* " in *' --data fashion-mnist '*) packages+=' dataset-fashion-mnist' ;; esac
  if [ -n "${FASHION_MNIST:-}" ]; then packages=${packages//dataset-fashion-mnist/}; fi
  # shellcheck disable=SC2086
  need data $packages
}

build_samples() {
  local solution=build/samples.slnx
  { echo '<Solution>'; printf '  <Project Path="../%s" />\n' samples/*/*.csproj; echo '</Solution>'; } >"$solution"
  managed "$solution"
}

# Runs a sample in build/samples/NAME, where its pictures come to lie, and what it says in the file log.
sample_in_its_folder() { # folder, command...
  local to
  to=build/samples/$(sample_name "$1")
  mkdir -p "$to"
  (cd "$to" && "${@:2}" >log 2>&1) || { cat "$to/log"; return 1; }
}

# Each says itself whether it reached what it states.
test_samples() {
  build_samples
  local folder
  for folder in $(sample_folders); do
    say "sample $(sample_name "$folder"), short"
    if (need_data "$folder" --short) && sample_in_its_folder "$folder" dotnet "$(sample_program "$folder")" --short; then
      passed=$((passed + 1))
      tail -n 1 "build/samples/$(sample_name "$folder")/log"
    else
      failed=$((failed + 1))
    fi
  done
}

# Four processes train the digits to the bits of one, which test_samples has left.
test_processes() {
  local folder=build/samples/digits weights='s/.*weights: ([0-9A-F]+),.*/\1/p'
  say "sample digits by four processes"
  if mv "$folder/log" "$folder/log-of-one" &&
    OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 sample_in_its_folder samples/Digits \
      mpirun.openmpi --oversubscribe --bind-to none -n 4 dotnet "$(sample_program samples/Digits)" &&
    grep -q 'by 4 processes' "$folder/log" && diff <(sed -nE "$weights" "$folder/log-of-one") <(sed -nE "$weights" "$folder/log"); then
    passed=$((passed + 1))
    sed -nE "$weights" "$folder/log"
  else
    failed=$((failed + 1))
  fi
}

# All samples in full: how long, with how much memory, and with what result.
samples() {
  need samples
  native
  build_samples
  local folder name result bad=0 rows=''
  for folder in $(sample_folders); do
    name=$(sample_name "$folder")
    say "sample $name"
    if (need_data "$folder") &&
      sample_in_its_folder "$folder" /usr/bin/time -f '%e %M' -o time dotnet "$(sample_program "$folder")"; then
      result=$(awk '{ printf "%7.1f s %6.0f MB", $1, $2 / 1024 }' "build/samples/$name/time")
      result+="  $(tail -n 1 "build/samples/$name/log")"
      echo "$result"
    else
      result=' FAILED'
      bad=1
    fi
    rows+=$(printf '%-22s %s' "$name" "$result")$'\n'
  done
  printf '\n%s' "$rows"
  return "$bad"
}

# ---- tests ----

passed=0
failed=0

# Runs a test program and adds what it reports to the totals.
count() { # kind, command...
  local kind=$1 log code=0 p f
  shift
  log=$(mktemp)
  "$@" 2>&1 | tee "$log" | grep -vE '^\[ +(RUN|OK) +\]|^\[-+\]|^$' || true
  code=${PIPESTATUS[0]}
  case $kind in
    gtest)
      p=$(sed -nE 's/^\[  PASSED  \] ([0-9]+) tests?\..*/\1/p' "$log" | awk '{s += $1} END {print s}')
      f=$(sed -nE 's/^ ?([0-9]+) FAILED TESTS?.*/\1/p' "$log" | awk '{s += $1} END {print s}')
      ;;
    xunit)
      p=$(sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+),.*/\1 \2 \3/p' "$log" | tail -n 1 | awk '{print $1 - $2 - $3}')
      f=$(sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+),.*/\2 \3/p' "$log" | tail -n 1 | awk '{print $1 + $2}')
      ;;
  esac
  rm -f "$log"
  # A program that broke off before its summary is a failure too.
  if [ "$code" != 0 ] && [ "${f:-0}" = 0 ]; then f=1; fi
  passed=$((passed + ${p:-0}))
  failed=$((failed + ${f:-0}))
}

# The tests of a program in as many shares as there are jobs, each a process of its own.
in_shares() { # program and its arguments
  local i code=0 pids=() logs
  logs=$(mktemp -d)
  for ((i = 0; i < JOBS; i++)); do
    GTEST_TOTAL_SHARDS=$JOBS GTEST_SHARD_INDEX=$i "$@" >"$logs/$i" 2>&1 &
    pids+=($!)
  done
  for ((i = 0; i < JOBS; i++)); do
    wait "${pids[i]}" || code=1
    cat "$logs/$i"
  done
  rm -rf "$logs"
  return "$code"
}

test_native() { # preset, its folder in build
  say "native tests ($1)"
  cmake_build "$1"
  count gtest in_shares "build/$2/tests/native/adjoint_tests" --gtest_brief=0 --gtest_color=no
}

test_managed() { # project folder
  managed "$1"
  say "tests of $1"
  count xunit dotnet "$1/bin/Release/net10.0/$(basename "$1").dll" -noColor
}

# What no test program sees: sizes of files, imports, formatting.
check() {
  local check
  for check in $(.ci/check.sh); do
    say "check: $check"
    if .ci/check.sh "$check"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  done
}

check_alone() {
  need tests
  check
  [ "$failed" = 0 ]
}

test_all() {
  need tests; need pack; need compilers; need emulators
  check
  native
  mpi
  test_compilers
  test_native linux-x64-tests linux-x64-release
  ADJOINT_FUZZ_SECONDS=60 test_native linux-x64-asan linux-x64-asan  # random programs, and random extents, for so long each
  local project
  for project in tests/*.Tests; do test_managed "$project"; done
  test_samples
  test_processes
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

# Without --filter everything is measured, and docs/benchmarks.md is written from this one run.
bench() { # gradbench [eval], or [--quick] [--guard] [--accept], or arguments of BenchmarkDotNet
  local results=artifacts/benchmarks quick=() option
  if [ "${1:-}" = gradbench ]; then bench_gradbench "${@:2}"; return; fi
  case " $* " in *" --filter "* | *" --list "*) need; native; managed tests/Adjoint.Benchmarks; benchmarks "$@"; return ;; esac
  for option in "$@"; do
    case $option in
      --quick) quick=(--quick) ;;
      --guard | --accept) ;;
      *) fail "bench does not know '$option': --quick, --guard, --accept, or --filter and what BenchmarkDotNet takes" ;;
    esac
  done
  need bench; need pack
  build_benchmarks
  rm -rf "$results"
  mkdir -p "$results"
  say "kernels beside OpenBLAS, BLIS and oneDNN"
  logged "$results/kernels.log" bench_kernels "$results/kernels.json" "${quick[@]}"
  say "programs beside TorchSharp"
  logged "$results/managed.log" benchmarks "${quick[@]}"
  say "starts, memory and sizes"
  benchmarks processes "${quick[@]}"
  report write "${quick[@]}"
  for option in "$@"; do
    case $option in --guard) report guard ;; --accept) report accept ;; esac
  done
}

# Requests of ../shared/gradbench, where they are, else those of the sample: answers compiled and eagerly, and times beside our own C++.
bench_gradbench() { # [eval]
  local requests=samples/GradBench/data library=build/gradbench/libgradbench.so
  if [ -e ../shared/gradbench ]; then requests=../shared/gradbench; fi
  need
  native
  managed samples/GradBench
  mkdir -p "${library%/*}" artifacts/benchmarks
  g++ -std=c++20 -O3 -march=native -shared -fPIC samples/GradBench/cpp/*.cc -o "$library"
  local program
  program=$(sample_program samples/GradBench)
  dotnet "$program" replay "$requests" "$@" --eager
  dotnet "$program" replay "$requests" "$@"
  dotnet "$program" time "$requests" "$PWD/$library" "$@" | tee artifacts/benchmarks/gradbench.md
}

build_benchmarks() {
  pack --for linux-x64
  cmake_build linux-x64-bench
  managed tests/Adjoint.Benchmarks
  managed tests/Adjoint.Benchmarks.Report
  say "a program's first gradient, NativeAOT"
  dotnet publish -c Release tests/Adjoint.Startup -p:StartupAot=true -o artifacts/startup --nologo -v quiet
  managed tests/Adjoint.Startup
}

logged() { # file, command...
  local log=$1
  shift
  "$@" >"$log" 2>&1 || { tail -n 40 "$log"; fail "It failed; all it said is in $log"; }
}

bench_kernels() { # file, [--quick]
  local seconds=0.1 repetitions=7 turns=15
  [ "${2:-}" != --quick ] || { seconds=0.01 repetitions=3 turns=3; }
  ADJOINT_BENCH_TURNS=$turns build/linux-x64-release/tests/native/bench/adjoint_bench --benchmark_filter="$(report filter)" \
    --benchmark_min_time="$seconds" --benchmark_repetitions="$repetitions" --benchmark_enable_random_interleaving=true \
    --benchmark_report_aggregates_only=true --benchmark_out="$1" --benchmark_out_format=json
}

benchmarks() { dotnet tests/Adjoint.Benchmarks/bin/Release/net10.0/Adjoint.Benchmarks.dll "$@"; }

report() { dotnet tests/Adjoint.Benchmarks.Report/bin/Release/net10.0/Adjoint.Benchmarks.Report.dll "$@"; }

# Over all numbers of float32, which takes a day of one core; over one in N with --stride N.
precision() { # [--quick | --stride N]
  [ "${1:-}" != --quick ] || set -- --stride 4099
  need tests
  cmake_build linux-x64-tests --target adjoint_precision
  say "errors of elementwise functions"
  build/linux-x64-release/tests/native/adjoint_precision "$@" >build/precision.md
  mv build/precision.md docs/precision.md
}

soak() {
  need
  native
  managed tests/Adjoint.Soak
  dotnet tests/Adjoint.Soak/bin/Release/net10.0/Adjoint.Soak.dll "$@"
}

# Random programs over the C interface, led by what they reach. What breaks stays in build/fuzz, to be run again by
# build/linux-x64-fuzz/tests/native/adjoint_fuzz FILE.
fuzz() { # seconds
  need fuzz
  say "random programs over the C interface for ${1:-60} s under ASan and UBSan"
  cmake_build linux-x64-fuzz
  mkdir -p build/fuzz/corpus
  # Memory that cannot be had is an error of a call, not of the program.
  ASAN_OPTIONS=allocator_may_return_null=1 build/linux-x64-fuzz/tests/native/adjoint_fuzz -max_total_time="${1:-60}" \
    -max_len=1024 -timeout=120 -rss_limit_mb=4096 -malloc_limit_mb=0 -artifact_prefix=build/fuzz/ build/fuzz/corpus
}

# What several threads do at once. Not in `test`: with the sanitizer it takes minutes more.
tsan() { # [filter of Google Test]
  need tests
  say "threaded native tests under TSan"
  cmake_build linux-x64-tsan
  TSAN_OPTIONS="suppressions=$PWD/tests/native/tsan.supp halt_on_error=1 second_deadlock_stack=1" ADJOINT_NUM_THREADS=4 \
    build/linux-x64-tsan/tests/native/adjoint_tests --gtest_filter="${1:-*Thread*:*Placement*:WaitWord*:Hosts*}"
}

# With the shims over MPI of this machine; on others than Linux there are none.
pack_distributed() { # [URL of the repository]
  if [ "$(uname -s)" != Linux ]; then
    say "Adjoint.Distributed is left out: it takes Linux to build its shims over MPI"
    return
  fi
  mpi
  local shims=artifacts/mpi/linux-x64/native
  [ "$(uname -m)" = x86_64 ] || shims=artifacts/mpi/linux-arm64/native
  rm -rf artifacts/mpi
  mkdir -p "$shims"
  cp build/mpi/libadjoint_mpi_*.so "$shims"
  dotnet pack -c Release managed/Adjoint.Distributed/Adjoint.Distributed.csproj -o artifacts/package/distributed --nologo -v quiet ${1:+"-p:RepositoryUrl=$1"}
}

pack() { # [--for PLATFORM,...] [URL of the repository]
  local wanted=$platforms
  if [ "${1:-}" = --for ]; then wanted=${2//,/ }; shift 2; fi
  need pack
  (need compilers) || true  # what is missing then is named below
  rm -rf artifacts/package
  # shellcheck disable=SC2086
  cores_for_package $wanted
  say "package"
  dotnet pack -c Release managed/Adjoint/Adjoint.csproj -o artifacts/package --nologo -v quiet ${1:+"-p:RepositoryUrl=$1"}
  dotnet pack -c Release managed/Adjoint.Extras/Adjoint.Extras.csproj -o artifacts/package/extras --nologo -v quiet ${1:+"-p:RepositoryUrl=$1"}
  dotnet pack -c Release managed/Adjoint.FSharp/Adjoint.FSharp.fsproj -o artifacts/package/fsharp --nologo -v quiet ${1:+"-p:RepositoryUrl=$1"}
  pack_distributed "$@"
  dotnet pack -c Release managed/Adjoint.Templates/Adjoint.Templates.csproj -o artifacts/package/templates --nologo -v quiet ${1:+"-p:RepositoryUrl=$1"}
  ls -l artifacts/package
}

# All that other platforms can be asked here: every core as it ships, programs that take the package, and the managed tests class by
# class. Hours: `test` has the compilers of these platforms make a core that is not optimized, and runs a gradient on it.
platforms() {
  need tests; need pack; need compilers; need emulators
  pack
  test_managed tests/Adjoint.Package.Tests
  test_platforms
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

bindings() {
  need tests
  dotnet run --project bindings/Adjoint.BindingsGenerator -- @bindings/adjoint.rsp \
    --output bindings/Adjoint.Native/Generated --test-output tests/Adjoint.Bindings.Tests/Generated
  dotnet run --project bindings/Adjoint.BindingsGenerator -- @bindings/adjoint_mpi.rsp \
    --output managed/Adjoint.Distributed/Generated --test-output tests/Adjoint.Distributed.Tests/Generated
}

docs-operations() {
  native
  dotnet run --project managed/Adjoint.OperationTable -- .
}

# The site, from the pages and the comments of all public members. A link that leads nowhere fails it, as any other warning does.
docs() {
  need
  native
  managed managed/Adjoint.Extras
  managed managed/Adjoint.FSharp
  say "site"
  docs/site/stage.sh build/site
  dotnet tool restore >/dev/null
  dotnet docfx metadata build/site/docfx.json --logLevel warning --warningsAsErrors
  dotnet docfx build build/site/docfx.json --logLevel warning --warningsAsErrors
  echo "artifacts/site/index.html, to be read with: dotnet docfx serve artifacts/site"
}

docs-test() {
  need docs-test
  docs
  say "site in a browser"
  docs/site/test.sh artifacts/site
}

overloads() { dotnet run --project managed/Adjoint.Overloads -- managed/Adjoint; }

format() {
  git ls-files '*.cc' '*.h' | grep '^native\|^tests/native' | xargs clang-format-14 -i
  dotnet format Adjoint.slnx --no-restore
}

clean() { rm -rf build artifacts; find . -type d \( -name bin -o -name obj \) -not -path './.git/*' -prune -exec rm -rf {} +; }

help() {
  cat <<'TEXT'
./build.sh run [--data digits|fashion-mnist] [--plot file.png]   shows gradients and trains on handwritten digits
./build.sh run NAME    builds and runs a sample, in short with --short; --list says which there are
./build.sh samples     runs all samples in full: seconds, memory and results
./build.sh test        builds everything and runs every test
./build.sh check       looks at what no test sees: sizes of files, imports, formatting
./build.sh native      builds the native core
./build.sh mpi         builds the shims over Open MPI and MPICH, so that mpirun can start programs with Adjoint.Distributed
./build.sh bench       measures everything beside its peers and writes docs/benchmarks.md; --quick in two minutes,
                       --guard fails when a ratio fell, --accept takes this run's ratios as expected,
                       --filter '*chain*' runs some beside TorchSharp and writes nothing;
                       gradbench [eval] holds GradBench's evals against their outputs and beside C++
./build.sh precision   measures the errors of elementwise functions and writes docs/precision.md: over all numbers of
                       float32 in a day, over one in N with --stride N; --quick in minutes
./build.sh soak        trains for long and watches the memory
./build.sh fuzz [s]    runs random programs over the C interface for s seconds, led by what they reach
./build.sh tsan [f]    runs the native tests of threads, or those of a filter, under ThreadSanitizer
./build.sh pack [--for linux-x64,...] [url]   makes the NuGet packages in artifacts/package, with the cores of all platforms
                       that this machine has compilers for, or of some; url says where others find the repository
./build.sh platforms   makes all those cores, and runs the managed tests on them as far as emulators do
./build.sh bindings    makes the P/Invoke layer anew from the header
./build.sh overloads   makes the overloads of transforms and the methods of tensors anew
./build.sh docs        makes the site of the documentation in artifacts/site
./build.sh docs-test   makes it and opens its pages in a browser without a window: minutes, so no part of test
./build.sh docs-operations   makes docs/operations.md anew
./build.sh format      formats the sources
./build.sh clean       removes what was built
TEXT
}

verb=${1:-help}
[ $# -eq 0 ] || shift
case $verb in
  test) test_all "$@" ;;
  native) need && native ;;
  check) check_alone ;;
  docs-operations) need && docs-operations ;;
  run | samples | bench | precision | soak | fuzz | tsan | mpi | pack | platforms | bindings | docs | docs-test | overloads | format | clean | help) "$verb" "$@" ;;
  *) help; fail "There is no '$verb'." ;;
esac
