// SPDX-License-Identifier: MIT
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>

#include "mlpipe/core/errno_text.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/platform/platform.hpp"

#include "platform/descriptor_source.hpp"
#include "platform/http_download.hpp"
#include "platform/posix.hpp"

namespace mlpipe::platform {
namespace {

namespace fs = std::filesystem;

/// Why a file could not be opened, with the nearest name in its folder.
std::string open_problem(const std::string& where, int error) {
  if (error != ENOENT && error != ENOTDIR) {
    return errno_text(error);
  }
  if (where[0] == '~') {
    return "no such file; only a shell turns ~ into your home folder: write $HOME";
  }
  const fs::path path(where);
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    return "no such file, nor is there a folder " + quote(folder.string(), 300);
  }
  std::vector<std::string> names;
  for (fs::directory_iterator it(folder, ignored), end; !ignored && it != end;
       it.increment(ignored)) {
    names.push_back(it->path().filename().string());
  }
  std::string text = "no such file" + did_you_mean(path.filename().string(), names);
  if (path.is_relative()) {
    text += "; the path counts from " + fs::current_path(ignored).string();
  }
  return text;
}

class DiskOrWebOpener final : public SourceOpener {
 public:
  DiskOrWebOpener(EventSink& events, const StopFlag& stop, SourceOpenerOptions options)
      : events_(events), stop_(stop), options_(std::move(options)) {}

  [[nodiscard]] std::unique_ptr<ByteSource> open(const std::string& where,
                                                 const SourceOptions& transfer) override {
    const auto scheme_end = where.find("://");
    if (where.empty()) {
      throw DataError("the name of the data is empty: give a file, - or an http(s) URL");
    }
    if (where == "-") {
      return finish(open_standard_input(), "standard input", transfer);
    }
    if (scheme_end == std::string::npos) {
      return finish(open_local(where), where, transfer);
    }
    const std::string scheme = lower(where.substr(0, scheme_end));
    if (scheme != "http" && scheme != "https") {
      throw DataError(display_url(where) + ": cannot read from " + quote(scheme) +
                      "; give a file, - (standard input) or an http(s) URL");
    }
    return finish(download(where, transfer, options_, events_, stop_), display_url(where),
                  transfer);
  }

 private:
  [[nodiscard]] std::unique_ptr<ByteSource> finish(Descriptor file, const std::string& name,
                                                   const SourceOptions& transfer) const {
    return make_plain_source(make_descriptor_source(std::move(file), name, stop_), name,
                             transfer.max_bytes);
  }

  [[nodiscard]] Descriptor open_standard_input() const {
    if (::isatty(options_.standard_input) != 0) {
      throw DataError(
          "standard input is a terminal, and - reads data from there: pipe the data in, as in "
          "'mlpipe train --data - < prices.csv'");
    }
    Descriptor copy(::fcntl(options_.standard_input, F_DUPFD_CLOEXEC, 0));
    if (!copy) {
      throw DataError("standard input is closed, and - reads data from there: pipe the data in");
    }
    return copy;
  }

  [[nodiscard]] Descriptor open_local(const std::string& where) const {
    // Not open_file(): a FIFO without a writer makes open() wait, and a signal must end that.
    int fd = -1;
    while ((fd = ::open(where.c_str(), O_RDONLY | O_CLOEXEC)) < 0 && errno == EINTR) {
      stop_.check();
    }
    if (fd < 0) {
      const int error = errno;
      throw DataError(where + ": " + open_problem(where, error));
    }
    Descriptor file(fd);
    struct stat status {};
    if (::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
      throw DataError(where + ": is a folder; name one file in it");
    }
    return file;
  }

  EventSink& events_;
  const StopFlag& stop_;
  SourceOpenerOptions options_;
};

}  // namespace

std::unique_ptr<SourceOpener> make_source_opener(EventSink& events, const StopFlag& stop,
                                                 SourceOpenerOptions options) {
  return std::make_unique<DiskOrWebOpener>(events, stop, std::move(options));
}

}  // namespace mlpipe::platform
