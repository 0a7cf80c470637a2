// SPDX-License-Identifier: MIT
#include "mlpipe/notify/deliver.hpp"

#include <algorithm>

#include "mlpipe/core/error.hpp"
#include "mlpipe/core/text.hpp"
#include "mlpipe/notify/github_runner.hpp"

#include "notify/errand.hpp"

namespace mlpipe::notify {
namespace {

using std::chrono::milliseconds;

bool is_wanted(const DestinationOptions& own, const Notice& notice) {
  const auto events = events_of(notice);
  return own.enabled && std::any_of(events.begin(), events.end(), [&](NoticeEvent event) {
           return std::find(own.events.begin(), own.events.end(), event) != own.events.end();
         });
}

/// The status issue is always asked: it may have to be closed, and says whether this is a recovery.
bool is_told(const DestinationOptions& own, const Notice& notice, const Mailing& mailing) {
  if (!mailing.to.empty()) {
    return std::find(mailing.to.begin(), mailing.to.end(), own.name) != mailing.to.end();
  }
  const bool may_close = own.name == "issue" && is_well(notice.event);
  return is_wanted(own, notice) || (own.enabled && may_close);
}

std::string why_not(const DestinationOptions& own, const Notice& notice, const Mailing& mailing) {
  if (!mailing.to.empty()) {
    return "is not among --to";
  }
  return own.enabled ? "is not told of \"" + to_string(notice.event) + "\"" : "is disabled";
}

/// What those behind it can count on is not spent: a third of the rest for the first of three.
milliseconds share(milliseconds left, std::size_t behind) {
  return left / static_cast<std::int64_t>(behind + 1);
}

void check_names(const std::vector<std::string>& names) {
  const auto known = destination_names();
  for (const auto& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw ConfigError("--to: " + quote(name) + " is not one of " + join(known, ", ") +
                        did_you_mean(name, known));
    }
  }
}

std::vector<Secret> secrets_of(const NotifyDoors& doors, const NotifyOptions& options) {
  std::vector<Secret> out{read_secret(doors, options.github.token)};
  for (const auto& own : options.destinations) {
    out.push_back(read_secret(doors, own.url));
    out.push_back(read_secret(doors, own.secret));
  }
  return out;
}

/// GitHub's runner hides a secret as it is, and none of its other forms unless it is told them.
void mask_forms(const NotifyDoors& doors, const NotifyOptions& options) {
  for (const auto& secret : secrets_of(doors, options)) {
    for (const auto& form : secret_forms(secret)) {
      if (form != secret.reveal()) {
        doors.runner(mask_line(form));
      }
    }
  }
}

bool is_configured(const DestinationOptions& own, const NotifyDoors& doors) {
  return own.url.variable.empty() || !read_secret(doors, own.url).empty();
}

Delivery try_to_deliver(const Destination& destination, Errand& errand) {
  try {
    return destination.deliver(errand);
  } catch (const Error& error) {
    return failed(errand.poster.redactor().clean(error.what()));
  }
}

Delivery deliver_one(const Destination& destination, Errand& errand) {
  Delivery out = try_to_deliver(destination, errand);
  const std::string said = destination.name + ": " + out.detail;
  if (out.result == Delivery::Result::kFailed) {
    errand.doors.events.on(Warning{"notify." + destination.name, said});
  } else if (out.result == Delivery::Result::kSkipped) {
    errand.doors.events.on(Note{"notify." + destination.name, said});
  }
  return out;
}

}  // namespace

std::string to_string(Delivery::Result result) {
  switch (result) {
    case Delivery::Result::kSent:
      return "sent";
    case Delivery::Result::kSkipped:
      return "skipped";
    case Delivery::Result::kFailed:
      return "failed";
    case Delivery::Result::kPlanned:
      return "planned";
  }
  return "";
}

Redactor redactor_of(const NotifyDoors& doors, const NotifyOptions& options) {
  Redactor redactor;
  for (const auto& secret : secrets_of(doors, options)) {
    redactor.add(secret);
  }
  return redactor;
}

std::vector<Delivery> deliver(Notice& notice, const Mailing& mailing, const NotifyDoors& doors) {
  check_names(mailing.to);
  const Redactor redactor = redactor_of(doors, mailing.options);
  if (!mailing.dry_run && doors.variable("GITHUB_ACTIONS") == "true") {
    mask_forms(doors, mailing.options);
  }
  Poster poster(doors, redactor);
  const auto& table = destination_table();
  const auto budget = std::chrono::duration_cast<milliseconds>(length_of(mailing.options.budget));
  const auto end = doors.clock.elapsed() + budget;
  std::vector<Delivery> out;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto& own = mailing.options.destinations[i];
    Errand errand{notice, mailing, own, doors, poster};
    if (!is_told(own, notice, mailing)) {
      out.push_back(skipped(why_not(own, notice, mailing)));
    } else {
      std::size_t behind = 0;
      for (std::size_t k = i + 1; k < table.size(); ++k) {
        const auto& next = mailing.options.destinations[k];
        behind += table[k].remote && is_told(next, notice, mailing) && is_configured(next, doors);
      }
      poster.start(share(std::chrono::floor<milliseconds>(end - doors.clock.elapsed()), behind));
      out.push_back(deliver_one(table[i], errand));
    }
    out.back().name = own.name;
  }
  return out;
}

}  // namespace mlpipe::notify
