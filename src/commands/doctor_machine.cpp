// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mlpipe/commands/open_registry.hpp"
#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/data/time_zone.hpp"
#include "mlpipe/data/time_zone_database.hpp"
#include "mlpipe/registry/audit_log.hpp"

#include "commands/doctor_checks.hpp"

namespace mlpipe::commands {
namespace {

constexpr std::uint64_t kMebibyte = 1U << 20U;

/// When the registry was last changed, as its log has it; empty: never, or it cannot be told.
std::optional<Timestamp> last_change(const Examination& at) {
  try {
    const auto files = open_models(at.app, at.config.models);
    const auto trail = registry::read_audit(*files);
    return trail.records.empty() ? std::nullopt : std::optional(trail.records.back().time);
  } catch (const Error&) {
    return std::nullopt;  // a row of its own tells of that
  }
}

using JudgeDisk = Answer (*)(const Machine::Disk& disk, const std::string& folder);

/// What is said of the disk that has the models.
Answer of_models_disk(const Examination& at, JudgeDisk judge) {
  const auto folder = models_or_above(at);
  const auto disk = at.machine.disk(folder);
  return disk ? judge(*disk, folder.string())
              : Answer{Health::kProblem, folder.string() + " cannot be looked at",
                       "check its permissions"};
}

}  // namespace

FileSystem::Path models_or_above(const Examination& at) {
  FileSystem::Path folder = at.app.files.absolute(at.config.models);
  while (!at.app.files.exists(folder) && folder.has_relative_path()) {
    folder = folder.parent_path();
  }
  return folder;
}

Answer check_time_zones(const Examination& at) {
  const std::string known = data::time_zone_database();
  if (at.config.config) {
    data::ZoneClock{at.config.config->data.time_zone};  // throws for one that is not known
  }
  return known.empty() ? Answer{Health::kNote, "this system has no time zone database",
                                "\"UTC\" needs none; for other zones install tzdata"}
                       : Answer{Health::kOk, known};
}

Answer check_cpus(const Examination& at) {
  const auto limit = at.machine.cpu_limit();
  return {Health::kOk, std::to_string(at.machine.usable_cpus()) + " usable, " +
                           (limit ? "the cgroup allows " + std::to_string(*limit)
                                  : std::string("no cgroup limit"))};
}

Answer check_openmp(const Examination& at) {
  std::vector<std::string> set;
  for (const char* name :
       {"GOMP_SPINCOUNT", "OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OMP_WAIT_POLICY"}) {
    if (const auto value = at.machine.variable(name)) {
      set.push_back(std::string(name) + "=" + quote(*value));
    }
  }
  Answer answer{Health::kOk, set.empty() ? "nothing set" : join(set, ", ")};
  if (lower(at.machine.variable("OMP_WAIT_POLICY").value_or("")) == "active") {
    answer.health = Health::kNote;
    answer.advice =
        "OMP_WAIT_POLICY=active makes training many times slower beside any other process; unset "
        "it";
  } else if (at.machine.variable("OMP_THREAD_LIMIT")) {
    answer.health = Health::kNote;
    answer.advice = "OMP_THREAD_LIMIT goes before --threads";
  }
  return answer;
}

Answer check_clock(const Examination& at) {
  const Timestamp now = std::chrono::floor<std::chrono::seconds>(at.app.clock.now());
  Answer answer{Health::kOk, to_iso8601(now)};
  const auto last = last_change(at);
  constexpr std::chrono::minutes kSlack{5};
  // Older than this program: the battery is empty.
  constexpr Timestamp kWritten = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
  if (now < kWritten) {
    answer.health = Health::kProblem;
    answer.advice = "the clock is years behind: set it, or certificates and dates are wrong";
  } else if (last && now + kSlack < *last) {
    answer.health = Health::kProblem;
    answer.found += "; the registry was changed at " + to_iso8601(*last);
    answer.advice = "the clock is behind the registry's log: set it before anything is promoted";
  } else if (at.machine.clock_is_kept() == false) {
    answer.health = Health::kNote;
    answer.advice = "no time service keeps this clock right, as far as the kernel knows";
  }
  return answer;
}

Answer check_disk_space(const Examination& at) {
  return of_models_disk(at, [](const Machine::Disk& disk, const std::string& folder) {
    Answer answer{Health::kOk, grouped(disk.free_bytes / kMebibyte) + " MiB free for " + folder};
    // A model is kilobytes to megabytes, mlflow.db and the reports of a year some tens of them.
    if (disk.free_bytes < 16 * kMebibyte) {
      answer.health = Health::kProblem;
      answer.advice = "free some space; `mlpipe version prune` removes the oldest models";
    } else if (disk.free_bytes < 512 * kMebibyte) {
      answer.health = Health::kNote;
      answer.advice = "that is little; `mlpipe version prune` removes the oldest models";
    }
    return answer;
  });
}

Answer check_file_system(const Examination& at) {
  return of_models_disk(at, [](const Machine::Disk& disk, const std::string& /*folder*/) {
    Answer answer{Health::kOk, disk.kind + (disk.read_only ? ", read-only" : "") +
                                   (disk.lock_problem.empty() ? ", files can be locked" : "")};
    if (!disk.lock_problem.empty()) {
      answer.health = Health::kProblem;
      answer.found += ", files cannot be locked: " + disk.lock_problem;
      answer.advice = "keep the models folder on a file system with flock(2)";
    } else if (disk.read_only) {
      answer.health = Health::kNote;
      answer.advice = "reading commands work; nothing can be trained or promoted here";
    } else if (disk.remote) {
      answer.health = Health::kNote;
      answer.advice =
          "whether locks hold between machines and a sync reaches the disk is up to the server: "
          "let one machine write at a time";
    }
    return answer;
  });
}

}  // namespace mlpipe::commands
