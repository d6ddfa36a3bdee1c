// The one include for tests: Catch2 version 2 or 3, as configure found it.
#pragma once

#if defined(VPDN_CATCH2_V3)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
