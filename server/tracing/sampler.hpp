// Which traces are recorded.
#pragma once

#include <server/tracing/trace_context.hpp>

#include <optional>
#include <string_view>

namespace praetor::tracing {

class sampler
{
public:
    // Records a share of the traces, from 0 to 1. Where it follows parents, the trace of one that came from outside is
    // recorded if that one is, whatever the share.
    sampler(double share, bool follows_parents);

    // By its name in OTEL_TRACES_SAMPLER: always_on, always_off, traceidratio, and parentbased_ before one of them.
    // `share` is that of the ratio. Nothing for another name.
    static std::optional<sampler> named(std::string_view name, double share);

    // The same answer for the same trace wherever it is asked for with the same share.
    bool records(trace_id const& trace, trace_context const* parent) const noexcept;

private:
    bool all_;
    std::uint64_t below_; // of the number's lower half, as the SDKs of other languages have it
    bool follows_parents_;
};

} // namespace praetor::tracing
