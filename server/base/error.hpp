// The program's one taxonomy of refusals. Drivers and models throw `error`; the HTTP session catches it once and
// server/http/refusals.cpp turns it into a status and a body.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace praetor {

enum class errc
{
    bad_request,      // the request is well-formed and makes no sense: 400
    unauthorized,     // no or wrong credentials: 401
    forbidden,        // known and not allowed: 403
    not_found,        // a row asked for by the request itself: 404, {"detail": …}
    object_not_found, // a row the model needed: 404, {"exception_message": …}
    conflict,         // the request contradicts what is stored: 409, {"detail": …}
    integrity,        // a unique, foreign-key or not-null constraint refused the write: 409
    too_large,        // the body exceeds its limit: 413
    unprocessable,    // valid JSON that a rule refuses, with a plain text: 422, {"detail": …}
    locked,           // a limit is reached, try again later: 423
    unavailable,      // the database or a queue can not take it now: 503 with Retry-After
    timeout,          // a deadline passed: 503 with Retry-After
    database,         // a statement failed in a way no caller can mend: 500, logged
    internal,         // a defect: 500, logged
    bad_setting       // a setting or command-line word: exit 2, never seen over HTTP
};

// A refusal with the words the client or the operator reads. They may repeat any character of a request: what() ends at
// the first NUL, text() does not.
class error : public std::exception
{
public:
    error(errc code, std::string text) : code_(code), text_(std::make_shared<std::string const>(std::move(text))) {}

    errc code() const noexcept { return code_; }
    std::string const& text() const noexcept { return *text_; }
    char const* what() const noexcept override { return text_->c_str(); }

private:
    errc code_;
    std::shared_ptr<std::string const> text_; // copies of an exception must not fail
};

// The words of an exception for the log and the operator: without the place in the source, which system_error::what()
// has.
std::string message_of(std::exception const& thrown);
std::string message_of(std::exception_ptr const& thrown);

// Whether this is the exception that cancellation throws at an await: system_error (operation_aborted).
bool is_cancellation(std::exception_ptr const& thrown) noexcept;

// Throws it, where a coroutine was cancelled and has to say so itself.
[[noreturn]] void throw_cancellation();

} // namespace praetor
