// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "mlpipe/core/http.hpp"

namespace mlpipe::testing {

inline HttpResponse answer(int status, const std::string& body,
                           const std::string& type = "application/json") {
  HttpResponse response;
  response.status = status;
  response.body = body;
  response.content_type = type;
  return response;
}
inline HttpResponse no_answer(HttpFailure failure, const std::string& problem = "host: gone") {
  HttpResponse response;
  response.failure = failure;
  response.problem = problem;
  return response;
}

}  // namespace mlpipe::testing
