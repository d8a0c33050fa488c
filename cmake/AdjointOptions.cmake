# How every target of the project is compiled: an interface that they link to.
add_library(adjoint_options INTERFACE)

target_compile_options(adjoint_options INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Werror
  -fno-math-errno
  -ffunction-sections -fdata-sections
  "-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=")

# What is watched while it runs: the core. What only calls it is linked with the watcher, and runs as fast as ever.
add_library(adjoint_watched INTERFACE)
if(ADJOINT_SANITIZE)
  target_compile_definitions(adjoint_options INTERFACE ADJOINT_SANITIZED)
  target_compile_options(adjoint_watched INTERFACE
    "-fsanitize=${ADJOINT_SANITIZE}" -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(adjoint_options INTERFACE "-fsanitize=${ADJOINT_SANITIZE}")
endif()
