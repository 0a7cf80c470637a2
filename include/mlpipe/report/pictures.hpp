// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "mlpipe/report/document.hpp"

namespace mlpipe::report {

/// A figure as a file of its own.
struct Picture {
  std::string name;  ///< of the file, by the caption: "growth_of_1.svg"
  std::string svg;   ///< a whole SVG document, on white: viewers have papers of their own
};

/// The figures of a document in its order, those inside details too. Equal captions are numbered.
[[nodiscard]] std::vector<Picture> pictures(const Document& document);

}  // namespace mlpipe::report
