#include <server/tracing/sampler.hpp>

namespace praetor::tracing {

sampler::sampler(double share, bool follows_parents)
    : all_(share >= 1.0), below_(all_ || !(share > 0) ? 0 : static_cast<std::uint64_t>(share * 18446744073709551616.0)),
      follows_parents_(follows_parents)
{}

std::optional<sampler> sampler::named(std::string_view name, double share)
{
    constexpr std::string_view parent_based = "parentbased_";
    bool const follows = name.starts_with(parent_based);
    if (follows)
        name.remove_prefix(parent_based.size());
    if (name == "always_on")
        return sampler{1, follows};
    if (name == "always_off")
        return sampler{0, follows};
    if (name == "traceidratio")
        return sampler{share, follows};
    return std::nullopt;
}

bool sampler::records(trace_id const& trace, trace_context const* parent) const noexcept
{
    if (follows_parents_ && parent != nullptr)
        return parent->is_sampled();
    std::uint64_t low = 0;
    for (std::size_t i = 8; i < trace.bytes.size(); ++i)
        low = low << 8 | trace.bytes[i];
    return all_ || low < below_;
}

} // namespace praetor::tracing
