#include "support/source_file.h"

std::string source_file(const std::string& name) { return TEST_SOURCE_DIR "/" + name; }
