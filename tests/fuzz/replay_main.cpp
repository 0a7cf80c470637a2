// SPDX-License-Identifier: MIT
// Stands in for libFuzzer: runs the target once over every file of the folders (or files) given.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const fs::path& where) {
  std::vector<fs::path> files;
  if (!fs::is_directory(where)) {
    files.push_back(where);
    return files;
  }
  for (const auto& entry : fs::recursive_directory_iterator(where)) {
    if (entry.is_regular_file()) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t runs = 0;
  for (int i = 1; i < count; ++i) {
    for (const auto& path : files_of(arguments[i])) {
      std::ifstream file(path, std::ios::binary);
      std::ostringstream content;
      content << file.rdbuf();
      if (!file) {
        std::fprintf(stderr, "%s cannot be read\n", path.c_str());
        return 1;
      }
      const std::string bytes = content.str();
      const std::vector<std::uint8_t> data(bytes.begin(), bytes.end());
      LLVMFuzzerTestOneInput(data.data(), data.size());
      ++runs;
    }
  }
  std::printf("%zu inputs\n", runs);
  return runs > 0 ? 0 : 1;  // an empty corpus tests nothing
}
