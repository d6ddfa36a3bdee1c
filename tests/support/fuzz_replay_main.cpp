// main() of a fuzz target without libFuzzer: feeds it every file of its corpus once.
//
//   fuzz_X [FILE | DIRECTORY]...     default: $VPDN_CORPUS/X
//
// Exit status 0: all inputs were survived; 1: there was nothing to replay or a file could not be read.
// A finding ends the process by the sanitizer; the input's name was printed before.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_below(const fs::path& start) {
    if (!fs::is_directory(start)) return {start};
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(start)) {
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());  // the same order on every file system
    return files;
}

bool replay(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    const std::vector<char> bytes{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) {
        std::fprintf(stderr, "cannot read %s\n", file.c_str());
        return false;
    }
    std::printf("%s (%zu bytes)\n", file.c_str(), bytes.size());
    std::fflush(stdout);
    const std::vector<std::uint8_t> input(bytes.begin(), bytes.end());  // exact size: ASan sees one byte too far
    LLVMFuzzerTestOneInput(input.data(), input.size());
    return true;
}

std::vector<fs::path> starting_points(int argc, char** argv) {
    if (argc > 1) return std::vector<fs::path>(argv + 1, argv + argc);
    const char* corpus = std::getenv("VPDN_CORPUS");
    if (corpus == nullptr) return {};
    std::string target = fs::path(argv[0]).filename().string();
    if (target.starts_with("fuzz_")) target.erase(0, 5);
    return {fs::path(corpus) / target};
}

}  // namespace

int main(int argc, char** argv) {
    std::size_t replayed = 0;
    for (const fs::path& start : starting_points(argc, argv)) {
        if (!fs::exists(start)) {
            std::fprintf(stderr, "no such corpus: %s\n", start.c_str());
            return 1;
        }
        for (const fs::path& file : files_below(start)) {
            if (!replay(file)) return 1;
            ++replayed;
        }
    }
    std::printf("%zu inputs replayed\n", replayed);
    if (replayed == 0) {
        std::fprintf(stderr, "nothing to replay: name files, or set VPDN_CORPUS\n");
        return 1;
    }
    return 0;
}
