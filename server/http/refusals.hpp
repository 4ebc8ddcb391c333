// Errors as replies: the only place that knows which status and body an error has.
#pragma once

#include <server/http/request.hpp>
#include <server/http/response.hpp>

#include <exception>

namespace praetor::http {

// The reply to what a handler threw, in the reference's words. 4xx are not logged, 5xx are, with the request's id.
// Any exception has one; never throws but for lack of memory. Any thread.
response refuse(std::exception_ptr thrown, request const& rq);

} // namespace praetor::http
