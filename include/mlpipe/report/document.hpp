// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "mlpipe/report/chart.hpp"

namespace mlpipe::report {

enum class Mark { kPlain, kBold, kCode, kLink, kSpark };

/// Bars among words, about as high as they are.
struct Spark {
  std::vector<double> values = {};  ///< from 0 up; NaN leaves its place empty
  std::vector<double> before = {};  ///< stands behind them: as many, or none
  double top = 0.0;                 ///< the axis ends here, or at the highest value above it
  bool large = false;               ///< five times as large, where the format can draw
};

struct Span {
  std::string text;  ///< of a spark: what it shows, for those who cannot see it
  Mark mark = Mark::kPlain;
  std::string target;  ///< of a link: a relative path, a #fragment, or a URL
  Spark bars = {};     ///< of a spark
};

/// Running text with light marks. Holds what is to be read, never markup: renderers escape it.
struct Text {
  std::vector<Span> spans;

  Text() = default;
  Text(std::string plain);  // NOLINT(google-explicit-constructor): plain text is a Text
  Text(const char* plain);  // NOLINT(google-explicit-constructor)
};

[[nodiscard]] Text bold(std::string text);
[[nodiscard]] Text code(std::string text);
/// Not "link", which POSIX has taken.
[[nodiscard]] Text link_to(std::string text, std::string target);
/// Drawn in HTML, block characters elsewhere.
[[nodiscard]] Text spark(std::string description, Spark bars);
[[nodiscard]] Text operator+(Text left, const Text& right);

/// The letters alone, without marks and sparks.
[[nodiscard]] std::string plain(const Text& text);

struct Heading {
  int level = 2;  ///< 2 to 4; 1 is the document's title
  std::string text;
};

struct Paragraph {
  Text text;
};

struct BulletList {
  std::vector<Text> items;
};

/// Lines to be typed or read as they stand.
struct CodeBlock {
  std::string text;
};

enum class Align { kLeft, kRight, kCenter };

struct Column {
  std::string name;
  Align align = Align::kLeft;
};

/// The first column names its row. Missing cells are empty, cells beyond the last column are not
/// shown.
struct Table {
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<Text>> rows;
};

struct KeyValues {
  std::vector<std::pair<std::string, Text>> entries;
};
/// For formats that have nothing better: two columns without a head.
[[nodiscard]] Table as_table(const KeyValues& list);

/// One of the few numbers that matter most, set large.
struct Highlight {
  std::string label;
  std::string value;
  std::string detail;  ///< small print beneath: "majority class 0.552"
};

struct Highlights {
  std::vector<Highlight> items;
};

/// The data of a picture, not a drawing: HTML draws it, Markdown and text summarise it.
struct Figure {
  std::string caption;
  std::string description;  ///< what it shows, in a sentence, for those who cannot see it
  Chart chart;
};

enum class CalloutKind { kNote, kGood, kWarning };

struct Callout {
  CalloutKind kind = CalloutKind::kNote;
  std::string title;
  std::vector<Text> paragraphs;
};

struct Block;

/// Collapsed until asked for, where the format can.
struct Details {
  std::string summary;
  std::vector<Block> blocks;
};

struct Block {
  std::variant<Heading, Paragraph, BulletList, CodeBlock, Table, KeyValues, Highlights, Figure,
               Callout, Details>
      content;
};

/// A report without a format. See render.hpp.
struct Document {
  std::string title;
  std::string subtitle;
  std::vector<Block> blocks;

  /// Adds a block at the end.
  template <class T>
  void add(T content) {
    blocks.push_back(Block{std::move(content)});
  }
};

}  // namespace mlpipe::report
