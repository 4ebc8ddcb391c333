#include <server/services/event_refusals.hpp>

#include <server/base/log.hpp>

namespace praetor::services {

void event_refusals::note(std::string_view kind, std::string_view why)
{
    constexpr auto pause = std::chrono::seconds{1};
    auto& known = kinds_[std::string{kind}];
    auto const when = std::chrono::steady_clock::now();
    ++known.count;
    if (known.count > 1 && when - known.said_at < pause) {
        ++known.unsaid;
        return;
    }
    log::warning("events", "an event from a socket was refused: {} ({} more of this kind before)", why, known.unsaid);
    known.said_at = when;
    known.unsaid = 0;
}

std::map<std::string, std::uint64_t, std::less<>> event_refusals::counts() const
{
    std::map<std::string, std::uint64_t, std::less<>> all;
    for (auto const& [kind, known] : kinds_)
        all.emplace(kind, known.count);
    return all;
}

} // namespace praetor::services
