# Packages of the distribution first; a pinned download for machines that have none.
include(FetchContent)
include(CheckSymbolExists)
find_package(Threads REQUIRED)
check_symbol_exists(__GLIBC__ features.h ADJOINT_GLIBC)

# Highway: headers only. Kernels are compiled once an instruction set, with static dispatch, so that nothing
# of it needs to be linked.
add_library(adjoint_highway INTERFACE)
find_path(HIGHWAY_INCLUDE_DIR hwy/highway.h)
if(NOT HIGHWAY_INCLUDE_DIR)
  FetchContent_Declare(highway
    URL https://github.com/google/highway/archive/refs/tags/1.0.3.tar.gz
    SOURCE_SUBDIR headers-only)  # no such folder: only unpack
  FetchContent_MakeAvailable(highway)
  set(HIGHWAY_INCLUDE_DIR "${highway_SOURCE_DIR}")
endif()
# A folder of its own: with a cross compiler the host's /usr/include must not come along.
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/highway")
file(CREATE_LINK "${HIGHWAY_INCLUDE_DIR}/hwy" "${CMAKE_BINARY_DIR}/highway/hwy" SYMBOLIC COPY_ON_ERROR)
target_include_directories(adjoint_highway SYSTEM INTERFACE "${CMAKE_BINARY_DIR}/highway")
target_compile_definitions(adjoint_highway INTERFACE HWY_COMPILE_ONLY_STATIC)

# Eigen: headers only, for the plain kernels of decompositions.
add_library(adjoint_eigen INTERFACE)
find_path(EIGEN_INCLUDE_DIR Eigen/Core PATH_SUFFIXES eigen3)
if(NOT EIGEN_INCLUDE_DIR)
  FetchContent_Declare(eigen
    URL https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.gz
    SOURCE_SUBDIR headers-only)
  FetchContent_MakeAvailable(eigen)
  set(EIGEN_INCLUDE_DIR "${eigen_SOURCE_DIR}")
endif()
file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/eigen")
file(CREATE_LINK "${EIGEN_INCLUDE_DIR}/Eigen" "${CMAKE_BINARY_DIR}/eigen/Eigen" SYMBOLIC COPY_ON_ERROR)
target_include_directories(adjoint_eigen SYSTEM INTERFACE "${CMAKE_BINARY_DIR}/eigen")
# Threads are ours, and so is the choice of licences.
target_compile_definitions(adjoint_eigen INTERFACE EIGEN_DONT_PARALLELIZE EIGEN_MPL2_ONLY)

# asmjit: makes the machine code of compiled functions. Elsewhere than on the x86-64 machine that builds, they run
# block by block.
set(ADJOINT_EMITS OFF)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND NOT CMAKE_CROSSCOMPILING)
  set(ADJOINT_EMITS ON)
  add_library(adjoint_asmjit INTERFACE)
  find_path(ASMJIT_INCLUDE_DIR asmjit/x86.h)
  find_library(ASMJIT_LIBRARY NAMES libasmjit.a)
  if(NOT ASMJIT_INCLUDE_DIR OR NOT ASMJIT_LIBRARY)
    set(ASMJIT_STATIC ON)
    FetchContent_Declare(asmjit
      URL https://github.com/asmjit/asmjit/archive/5b5b0b38775938df4d3779604ff1db60b9a9dcbf.tar.gz)
    FetchContent_MakeAvailable(asmjit)
    set(ASMJIT_INCLUDE_DIR "${asmjit_SOURCE_DIR}/src")
    set(ASMJIT_LIBRARY asmjit)
  endif()
  file(MAKE_DIRECTORY "${CMAKE_BINARY_DIR}/asmjit")
  file(CREATE_LINK "${ASMJIT_INCLUDE_DIR}/asmjit" "${CMAKE_BINARY_DIR}/asmjit/asmjit" SYMBOLIC COPY_ON_ERROR)
  target_include_directories(adjoint_asmjit SYSTEM INTERFACE "${CMAKE_BINARY_DIR}/asmjit")
  target_compile_definitions(adjoint_asmjit INTERFACE ASMJIT_STATIC)
  target_link_libraries(adjoint_asmjit INTERFACE "${ASMJIT_LIBRARY}" $<$<PLATFORM_ID:Linux>:rt>)
endif()

if(ADJOINT_BUILD_TESTS)
  find_package(GTest QUIET)
  if(NOT GTest_FOUND)
    FetchContent_Declare(googletest URL https://github.com/google/googletest/archive/refs/tags/v1.14.0.tar.gz)
    FetchContent_MakeAvailable(googletest)
  endif()
  find_library(MPFR_LIBRARY mpfr REQUIRED)
endif()
if(ADJOINT_BUILD_BENCHMARKS)
  find_package(benchmark QUIET)
  if(NOT benchmark_FOUND)
    set(BENCHMARK_ENABLE_TESTING OFF)
    FetchContent_Declare(benchmark URL https://github.com/google/benchmark/archive/refs/tags/v1.8.3.tar.gz)
    FetchContent_MakeAvailable(benchmark)
  endif()
endif()
