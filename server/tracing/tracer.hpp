// Begins spans, and keeps those that have ended until somebody sends them.
#pragma once

#include <server/tracing/sampler.hpp>
#include <server/tracing/span.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <random>
#include <string_view>
#include <vector>

namespace praetor::tracing {

using span_batch = std::vector<std::unique_ptr<span_record>>;

// One thread, that of the io_context; outlives its spans.
class tracer
{
public:
    // Keeps at most `max_waiting` spans: those that end while there are as many are dropped, and counted.
    tracer(sampler which, std::size_t max_waiting);
    tracer(tracer const&) = delete;
    tracer& operator=(tracer const&) = delete;

    // Work that somebody outside has asked for, or nobody: a trace of its own begins where there is no parent.
    span start(span_kind kind, std::string_view name, trace_context const* parent = nullptr);

    // `tell` is called whenever so many spans wait. It must neither wait nor throw.
    void when_waiting(std::size_t count, std::function<void()> callback);

    // The first of those that wait, `max_spans` of them.
    span_batch take(std::size_t max_spans);

    std::size_t waiting() const noexcept { return ended_.size(); }
    std::uint64_t dropped() const noexcept { return dropped_; } // since the start

private:
    friend class span;

    span start_below(span const& parent, span_kind kind, std::string_view name);
    void record(span& made, span_kind kind, std::string_view name);
    void take(std::unique_ptr<span_record> ended) noexcept;
    template <class Id>
    Id random_id();

    sampler which_;
    std::size_t max_waiting_;
    std::deque<std::unique_ptr<span_record>> ended_;
    std::uint64_t dropped_ = 0;
    std::size_t enough_ = 0;
    std::function<void()> on_waiting_;
    std::mt19937_64 random_;
};

} // namespace praetor::tracing
