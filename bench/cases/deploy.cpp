// POST /deployments/: a deployment of eight with two schedules, deployed again as CI does at each push.
#include <bench/cases.hpp>
#include <bench/deployed.hpp>
#include <bench/fixture.hpp>
#include <bench/load.hpp>
#include <bench/request.hpp>

#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

#include <vector>

namespace praetor::bench {
namespace {

class in_turn : public question
{
public:
    explicit in_turn(std::vector<std::string> requests) : requests_{std::move(requests)} {}

    task<unsigned> ask(connection& to) override
    {
        auto const& request = requests_[next_++ % requests_.size()];
        auto const got = co_await to.exchange(request);
        co_return got.status;
    }

private:
    std::vector<std::string> requests_;
    std::size_t next_ = 0;
};

} // namespace

task<boost::json::object> measure_deploy(options const& wanted)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow(to, wanted);
    auto const pool = co_await make_pool(to, wanted);
    std::vector<std::string> requests;
    for (unsigned i = 0; i < 8; ++i)
        requests.push_back(post(wanted, "/deployments/", deployment_body(flow, pool, fmt::format("deployed {}", i))));
    for (auto const& request : requests)
        co_await ask_json(to, request);
    in_turn asked{std::move(requests)};
    auto result = co_await run_load(wanted, asked);
    co_return to_json(wanted, result);
}

} // namespace praetor::bench
