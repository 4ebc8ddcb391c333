#include <models/seed/run_plan.hpp>

#include <algorithm>
#include <cmath>

namespace praetor::models::seed {
namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 16> adjectives{"amber",  "brave",  "calm",  "daring", "eager", "fuzzy",
                                                      "gentle", "humble", "jolly", "keen",   "lucky", "merry",
                                                      "noble",  "quick",  "shiny", "witty"};
constexpr std::array<std::string_view, 16> animals{"heron", "otter", "koala", "lynx",  "falcon", "badger",
                                                   "crane", "gecko", "ibis",  "llama", "marmot", "newt",
                                                   "panda", "quail", "robin", "tapir"};
constexpr std::array<std::string_view, 12> flow_names{
    "ingest-orders", "sync-customers", "train-churn-model", "refresh-dashboards", "export-invoices", "clean-events",
    "score-leads",   "load-warehouse", "check-quality",     "send-reports",       "rotate-archives", "update-search"};

// Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014), the finalizer of SplitMix64.
constexpr std::uint64_t mixed(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

std::uint64_t seed_of(environment const& in)
{
    std::uint64_t seed = 0x70726165746f72;
    for (char const c : in.name)
        seed = mixed(seed ^ static_cast<unsigned char>(c));
    return seed;
}

double fraction(environment const& in, std::int64_t index, std::uint64_t question)
{
    return static_cast<double>(chance(in, index, question) >> 11) / 9007199254740992.0;
}

microseconds seconds_of(double seconds)
{
    return microseconds{static_cast<std::int64_t>(seconds * 1e6)};
}

struct story
{
    run_plan& run;
    timestamp now;

    // Whether the run had come so far by now.
    bool reach(std::string_view type, std::string_view name, timestamp at)
    {
        if (at > now)
            return false;
        run.states[run.state_count++] = {type, name, at};
        return true;
    }
};

void narrate(environment const& in, story out)
{
    auto& run = out.run;
    auto const i = run.index;
    auto const length = seconds_of(5 * std::pow(300.0, fraction(in, i, 4))); // 5 s to 25 min
    auto const outcome = chance(in, i, 5) % 1000;
    auto at = run.expected + seconds_of(0.2 + 10 * fraction(in, i, 6));
    if (!out.reach("PENDING", "Pending", at))
        return;
    at += seconds_of(0.5 + 3 * fraction(in, i, 7));
    if (outcome < 10) {
        if (out.reach("CANCELLED", "Cancelled", at))
            run.end = at;
        return;
    }
    if (!out.reach("RUNNING", "Running", at))
        return;
    run.start = at;
    run.run_count = 1;
    at += length;
    if (outcome < 40) {
        if (!out.reach("SCHEDULED", "AwaitingRetry", at))
            return;
        run.run_time = length;
        at += seconds{30};
        if (!out.reach("RUNNING", "Retrying", at))
            return;
        run.run_count = 2;
        at += length;
    }
    bool const ended = outcome < 100   ? out.reach("FAILED", "Failed", at)
                       : outcome < 110 ? out.reach("CRASHED", "Crashed", at)
                                       : out.reach("COMPLETED", "Completed", at);
    if (ended) {
        run.end = at;
        run.run_time = length * run.run_count;
    }
}

} // namespace

std::uint64_t chance(environment const& in, std::int64_t index, std::uint64_t question)
{
    static thread_local environment const* known = nullptr;
    static thread_local std::uint64_t seed = 0;
    if (known != &in) {
        known = &in;
        seed = seed_of(in);
    }
    return mixed(seed ^ mixed(static_cast<std::uint64_t>(index) * 64 + question));
}

uuid id_of(environment const& in, noun kind, std::int64_t index, std::int64_t part)
{
    // Version 7 (RFC 9562): rows in order of their number stand side by side in an index, as those of a server do.
    auto const timestamp = static_cast<std::uint64_t>(1'735'689'600'000 + index);
    auto const high = chance(in, index * 256 + part, 40 + static_cast<std::uint64_t>(kind));
    auto const low = mixed(high);
    uuid id;
    for (std::size_t i = 0; i < 6; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(timestamp >> (40 - 8 * i));
    id.bytes[6] = static_cast<std::uint8_t>(0x70 | (part & 0x0f));
    id.bytes[7] = static_cast<std::uint8_t>(high);
    for (std::size_t i = 8; i < 16; ++i)
        id.bytes[i] = static_cast<std::uint8_t>(low >> (8 * (i - 8)));
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

run_plan plan_run(environment const& in, period const& over, std::int64_t index)
{
    run_plan run;
    run.index = index;
    run.id = id_of(in, noun::flow_run, index);
    // Some flows run more often than others.
    auto const flows = static_cast<std::uint64_t>(in.flows);
    run.flow = static_cast<std::int64_t>(std::min(chance(in, index, 1) % flows, chance(in, index, 2) % flows));

    // One run in two hundred is still to come.
    constexpr double past = 0.995;
    auto const place = (static_cast<double>(index - over.first) + fraction(in, index, 3)) /
                       static_cast<double>(over.size - over.first);
    bool const is_future = place >= past;
    auto const distance = is_future ? 86'400.0 * (place - past) / (1 - past) : 86'400.0 * in.days * (place / past - 1);
    run.expected = over.now + seconds_of(distance);
    if (is_future || chance(in, index, 8) % 10 < 7) {
        auto const which = static_cast<std::int64_t>(chance(in, index, 9) % 4 == 0);
        run.deployment = run.flow * deployments_a_flow + which;
        auto const scheduled = std::min(run.expected, over.now) - hours{1};
        run.states[run.state_count++] = {"SCHEDULED", "Scheduled", scheduled};
    }
    narrate(in, {run, over.now});
    if (run.state_count == 0)
        run.states[run.state_count++] = {"PENDING", "Pending", run.expected};
    return run;
}

std::string name_of_run(environment const& in, std::int64_t index)
{
    auto const number = std::to_string(index);
    auto const which = chance(in, index, 10);
    std::string name{adjectives[which % adjectives.size()]};
    name += '-';
    name += animals[(which >> 8) % animals.size()];
    name += '-';
    name.append(7 - std::min<std::size_t>(7, number.size()), '0');
    return name + number;
}

std::string name_of_flow(environment const& in, std::int64_t flow)
{
    auto const at = static_cast<std::size_t>(flow);
    auto name = std::string{in.name} + '-' + std::string{flow_names[at % flow_names.size()]};
    if (at >= flow_names.size())
        name += '-' + std::to_string(at / flow_names.size() + 1);
    return name;
}

std::string key_of_artifact(environment const& in, std::int64_t flow)
{
    return name_of_flow(in, flow) + "-report";
}

} // namespace praetor::models::seed
