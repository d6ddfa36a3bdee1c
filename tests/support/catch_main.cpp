// main() of the Catch2 test programs. Version 3 brings its own in a library.
#if !defined(VPDN_CATCH2_V3)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
