// SPDX-License-Identifier: MIT
// Readers while production moves, as mlpipe itself reads and moves it:
//   swap_readers MODELS VERSION VERSION SWAPS
// One process switches production between the two versions; two others resolve the link once, read
// model and metadata from where it led, and compare. Fails on any error, any pair that does not
// belong together, and on fewer reads than show something.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/file_system.hpp"
#include "mlpipe/core/sha256.hpp"
#include "mlpipe/platform/platform.hpp"

namespace {

using mlpipe::FileSystem;

constexpr int kReaders = 2;
constexpr long kFewestReads = 1000;

/// Shared by all processes.
struct Board {
  std::atomic<bool> stop{false};
  std::atomic<long> reads{0};
  std::atomic<long> errors{0};
  std::atomic<long> mixes{0};
  std::atomic<long> changes{0};  ///< reads that saw another version than the read before
};

Board& shared_board() {
  void* memory =
      ::mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    std::perror("mmap");
    std::exit(1);
  }
  return *new (memory) Board;
}

/// The version that was read; `whole` says whether model and metadata belong to it.
std::string read_once(const FileSystem& models, bool& whole) {
  const auto target = models.read_link("production");
  const auto folder = models.below(target);
  const std::string model = folder->read("model.ubj");
  const auto metadata = nlohmann::json::parse(folder->read("metadata.json"));
  std::string version = "v" + metadata.at("version").get<std::string>();
  whole = target.filename() == version &&
          metadata.at("model").at("sha256") == mlpipe::sha256_hex(model);
  return version;
}

void read_all_the_time(const FileSystem& models, Board& board) {
  std::string last;
  while (!board.stop) {
    try {
      bool whole = false;
      const std::string version = read_once(models, whole);
      board.mixes += whole ? 0 : 1;
      board.changes += version != last ? 1 : 0;
      last = version;
    } catch (const std::exception& error) {
      if (board.errors++ == 0) {
        std::fprintf(stderr, "reader: %s\n", error.what());
      }
    }
    ++board.reads;
  }
}

void start_reader(const FileSystem& models, Board& board, std::vector<pid_t>& readers) {
  const pid_t child = ::fork();
  if (child == 0) {
    read_all_the_time(models, board);
    ::_exit(0);
  }
  readers.push_back(child);
}

/// True if every reader ended as it should.
bool wait_for(const std::vector<pid_t>& readers) {
  bool good = true;
  for (const pid_t reader : readers) {
    int status = 0;
    good = reader > 0 && ::waitpid(reader, &status, 0) == reader && status == 0 && good;
  }
  return good;
}

int run(const char* folder, const std::string& one, const std::string& other, long swaps) {
  const auto models = mlpipe::platform::make_disk_file_system()->below(folder);
  Board& board = shared_board();
  std::vector<pid_t> readers;
  for (int i = 0; i < kReaders; ++i) {
    start_reader(*models, board, readers);
  }
  bool swapped = true;
  try {
    for (long i = 0; i < swaps; ++i) {
      models->point_link("production", "archive/" + (i % 2 == 0 ? other : one));
    }
  } catch (const mlpipe::Error& error) {
    std::fprintf(stderr, "writer: %s\n", error.what());
    swapped = false;
  }
  board.stop = true;
  const bool ended = wait_for(readers);
  std::printf(
      "%ld swaps, %ld reads by %d processes, %ld saw another version than before: "
      "%ld errors, %ld mixed pairs\n",
      swaps, board.reads.load(), kReaders, board.changes.load(), board.errors.load(),
      board.mixes.load());
  const bool enough = board.reads >= kFewestReads && board.changes >= kReaders + 2;
  if (!enough) {
    std::fprintf(stderr, "too few reads to show anything\n");
  }
  return swapped && ended && enough && board.errors == 0 && board.mixes == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: swap_readers MODELS VERSION VERSION SWAPS\n");
    return 2;
  }
  return run(argv[1], argv[2], argv[3], std::atol(argv[4]));
}
