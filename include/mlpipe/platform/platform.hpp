// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mlpipe/core/byte_source.hpp"
#include "mlpipe/core/clock.hpp"
#include "mlpipe/core/event.hpp"
#include "mlpipe/core/file_system.hpp"
#include "mlpipe/core/http.hpp"
#include "mlpipe/core/interrupt.hpp"
#include "mlpipe/core/process_table.hpp"

// The real doors to the machine. Made once, in src/cli/main.cpp; everything below sees the
// interfaces of core.
namespace mlpipe::platform {

[[nodiscard]] std::unique_ptr<Clock> make_system_clock();

/// FileSystem on the real disk. Files keep the permissions that they had; new ones follow the
/// umask.
[[nodiscard]] std::unique_ptr<FileSystem> make_disk_file_system();

struct SourceOpenerOptions {
  int standard_input = 0;                     ///< descriptor that "-" reads; it is not closed
  std::filesystem::path temporary_folder;     ///< for downloads; empty: $TMPDIR or /tmp
  std::chrono::milliseconds first_wait{500};  ///< before the first retry; doubles with each further
  std::chrono::milliseconds longest_wait{60'000};  ///< a longer Retry-After counts as this
};

/// Opens files, pipes, standard input and http(s) URLs; gzip is undone wherever its magic bytes
/// stand first, also twice (a .csv.gz sent with Content-Encoding: gzip). A download goes to an
/// unlinked temporary file first, so that memory stays bounded and a broken transfer can be
/// repeated; each retry is told to `events` as a Warning "data.retry". Messages name a URL without
/// user, password, query and fragment. All references must outlive the opener and its sources.
[[nodiscard]] std::unique_ptr<SourceOpener> make_source_opener(EventSink& events,
                                                               const StopFlag& stop,
                                                               SourceOpenerOptions options = {});

/// Speaks to servers by libcurl, over one kept connection a server; for one thread at a time.
/// Proxies are those of the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY). Redirects go to http
/// and https alone, five at most, and Authorization does not follow to another host or port.
/// @param stop  must outlive the transport
[[nodiscard]] std::unique_ptr<HttpTransport> make_http_transport(const StopFlag& stop);

/// CPUs this process may keep busy, at least 1: the fewest of those online, those in its affinity
/// mask, and its cgroup's quota (v1 or v2, every level up to the root) rounded up.
/// @param root  "/" but in tests: the folder that holds proc/self/cgroup and sys/fs/cgroup
[[nodiscard]] int usable_cpus(const std::filesystem::path& root = "/");

/// The quota alone, rounded up; empty if there is none.
[[nodiscard]] std::optional<int> cgroup_cpu_limit(const std::filesystem::path& root = "/");

/// Hash of the commit checked out in `folder` or the nearest folder above it with a .git, read
/// from its files (work trees and packed refs included) without running git; empty if there is
/// none.
[[nodiscard]] std::optional<std::string> git_commit(const std::filesystem::path& folder);

/// Who runs this, for records and logs.
struct Environment {
  std::string host;
  std::string user;
  int pid = 0;
  std::optional<std::string> run_id;   ///< GITHUB_RUN_ID
  std::optional<std::string> run_url;  ///< of the GitHub Actions run
};
[[nodiscard]] Environment read_environment();

/// The system's processes, by /proc.
/// @param root  "/" but in tests: the folder that holds proc and etc/machine-id
[[nodiscard]] std::unique_ptr<ProcessTable> make_process_table(
    const std::filesystem::path& root = "/");

/// Local time minus UTC at a moment, by TZ or the system's zone.
[[nodiscard]] std::chrono::minutes local_offset(Timestamp at);

struct ProcessResult {
  int status = 0;      ///< exit status, or 128 and the signal that it died of
  std::string output;  ///< what it wrote to stdout
};

/// Runs this program once more, with other arguments, and waits for its end. Its standard input is
/// empty, what it writes to stderr is dropped. @throws IoError if it cannot be started
[[nodiscard]] ProcessResult run_own_process(const std::vector<std::string>& args);

/// A variable that is set and not empty.
[[nodiscard]] std::optional<std::string> environment_variable(const std::string& name);

/// Call first in main(), while there is one thread. libgomp's threads spin for long after each
/// loop, which makes training many times slower once another process wants a core. It reads its
/// settings when it is loaded, with XGBoost: so, if neither GOMP_SPINCOUNT nor OMP_WAIT_POLICY is
/// set, sets GOMP_SPINCOUNT=1000.
void tame_openmp();

}  // namespace mlpipe::platform
