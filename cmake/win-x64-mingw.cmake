# The posix thread model: the win32 one has no std::thread.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-w64-mingw32-gcc-posix)
set(CMAKE_CXX_COMPILER x86_64-w64-mingw32-g++-posix)
set(HIGHWAY_INCLUDE_DIR /usr/include CACHE PATH "")
# Windows aligns the stack to 16 bytes only; vector spills must not assume more.
add_compile_options(-Wa,-muse-unaligned-vector-move)
