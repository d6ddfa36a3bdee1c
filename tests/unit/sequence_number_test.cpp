#include "l2tp/sequence_number.h"

#include "support/catch.h"

using namespace l2tp;

TEST_CASE("With 15 received last, 0 to 15 and 32784 to 65535 are duplicates", "[rfc2661][5.8][5.8-02]") {
    for (std::uint32_t ns = 0; ns <= 65535; ++ns) {
        const bool expected = ns <= 15 || ns >= 32784;
        if (is_duplicate(static_cast<SequenceNumber>(ns), 16) != expected) FAIL("Ns " << ns);
    }
    SUCCEED();
}

TEST_CASE("Distances wrap at 65536", "[rfc2661][5.8]") {
    CHECK(distance(65535, 1) == 2);
    CHECK(advanced(65535, 2) == 1);
    CHECK(is_duplicate(65535, 0));
    CHECK_FALSE(is_duplicate(0, 0));
}
