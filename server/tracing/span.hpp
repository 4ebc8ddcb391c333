// A piece of work with a beginning and an end, as it is told to a collector.
#pragma once

#include <server/tracing/trace_context.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace praetor::tracing {

class tracer;

enum class span_kind : std::uint8_t // by OTLP's numbers
{
    internal = 1,
    server = 2,
    client = 3
};

struct attribute
{
    std::string_view name; // a literal
    std::variant<std::string, std::int64_t> value;
};

// What is known of a span that has ended.
struct span_record
{
    trace_context self;
    span_id parent; // zero: it is the first of its trace
    bool has_remote_parent = false;
    span_kind kind = span_kind::internal;
    std::string name;
    std::int64_t began = 0; // nanoseconds since 1970
    std::int64_t ended = 0;
    std::vector<attribute> attributes;
    bool failed = false;
};

// Belongs to who does the work, and stands in the frame of its coroutine: whoever works for it is given a pointer to
// it, or a child. Ends when it goes. On the thread of its tracer, which outlives it. Each call on one that is not
// recorded does nothing.
class span
{
public:
    // Is not recorded.
    span() = default;
    span(span&& from) noexcept = default;
    span& operator=(span&& from) noexcept;
    ~span() { end(); }

    bool is_recorded() const noexcept { return record_ != nullptr; }

    // What a program that is asked for a part of the work has to know, one that is not recorded too.
    trace_context const& context() const noexcept { return context_; }

    // A part of the work that is done here; not recorded where this one is not.
    span child(span_kind kind, std::string_view name) const;

    // Nothing where it is not recorded.
    void rename(std::string name);
    // Text is cut to 1,024 bytes, and need not be UTF-8. `attribute` is a literal.
    void set(std::string_view attribute, std::string_view value);
    void set(std::string_view attribute, std::int64_t value);

    // The work came to nothing: `type` is one of few words, or a status. Only `fails` makes it an error of this
    // server's.
    void fail(std::string_view type, bool fails = true);
    // The same by an exception: a refusal, which is an answer, is no error.
    void fail(std::exception_ptr const& thrown);

    // Nothing is added afterwards.
    void end() noexcept;

private:
    friend class tracer;

    trace_context context_;
    tracer* by_ = nullptr;
    std::unique_ptr<span_record> record_;
    std::chrono::steady_clock::time_point from_;
};

} // namespace praetor::tracing
