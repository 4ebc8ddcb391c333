// POST /flow_runs/bulk_set_state over 500 runs, as many in one request as the route takes: 50. Each set of 50 goes from
// Scheduled to Pending and back, with every rule; the connections take the sets in turn.
#include <bench/cases.hpp>
#include <bench/fixture.hpp>
#include <bench/load.hpp>
#include <bench/request.hpp>
#include <server/base/error.hpp>

#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

#include <array>
#include <deque>
#include <vector>

namespace praetor::bench {
namespace {

constexpr unsigned all_runs = 500;
constexpr unsigned runs_a_request = 50;

unsigned accepted_in(std::string_view text)
{
    constexpr std::string_view mark = R"("status":"ACCEPT")";
    unsigned count = 0;
    for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + mark.size()))
        ++count;
    return count;
}

struct run_set
{
    std::array<std::string, 2> requests; // to Pending, to Scheduled
    std::size_t next = 0;
};

class sets_in_turn : public question
{
public:
    sets_in_turn(options const& wanted, std::vector<std::string> const& runs)
    {
        for (std::size_t first = 0; first < runs.size(); first += runs_a_request) {
            std::string ids;
            for (std::size_t i = first; i < first + runs_a_request; ++i)
                ids += fmt::format(R"({}"{}")", ids.empty() ? "" : ",", runs[i]);
            auto const to = [&](std::string_view type) {
                return post(
                    wanted, "/flow_runs/bulk_set_state",
                    fmt::format(R"({{"flow_runs":{{"id":{{"any_":[{}]}}}},"state":{{"type":"{}"}}}})", ids, type));
            };
            free_.push_back(sets_.size());
            sets_.push_back({{to("PENDING"), to("SCHEDULED")}});
        }
    }

    task<unsigned> ask(connection& to) override
    {
        borrowed const mine{free_};
        auto& runs = sets_.at(mine.set);
        auto const got = co_await to.exchange(runs.requests.at(runs.next));
        runs.next = 1 - runs.next;
        if (got.good() && accepted_in(text_of(got)) != runs_a_request)
            co_return 409u;
        co_return got.status;
    }

private:
    // A set that nobody else asks about meanwhile.
    struct borrowed
    {
        explicit borrowed(std::deque<std::size_t>& from) : free(from), set(from.front()) { free.pop_front(); }
        borrowed(borrowed const&) = delete;
        borrowed& operator=(borrowed const&) = delete;
        ~borrowed() { free.push_back(set); }

        std::deque<std::size_t>& free;
        std::size_t set;
    };

    std::vector<run_set> sets_;
    std::deque<std::size_t> free_;
};

} // namespace

task<boost::json::object> measure_bulk_set_state(options const& wanted)
{
    if (wanted.connections > all_runs / runs_a_request)
        throw error{errc::internal, "more connections than sets of runs"};
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow(to, wanted);
    auto const runs = co_await make_runs(to, wanted, flow, "SCHEDULED", all_runs);
    sets_in_turn asked{wanted, runs};
    auto result = co_await run_load(wanted, asked);
    auto figures = to_json(wanted, result);
    figures["runs_per_second"] = figures["per_second"].as_double() * runs_a_request;
    co_return figures;
}

} // namespace praetor::bench
