// SPDX-License-Identifier: MIT
#pragma once

namespace mlpipe::model {

/// While it lives, OpenMP regions that this thread enters have one thread, unless they ask for
/// more. XGBoost loads the trees of a model side by side with no say in how many threads: that
/// saves little, and the threads then spin for milliseconds, which a short command feels.
class OneOpenMpThread {
 public:
  OneOpenMpThread();
  ~OneOpenMpThread();
  OneOpenMpThread(const OneOpenMpThread&) = delete;
  OneOpenMpThread& operator=(const OneOpenMpThread&) = delete;

 private:
  int before_ = 0;
};

}  // namespace mlpipe::model
