// A run's life in four requests: created scheduled, then Pending, Running, Completed proposed one after
// another.
#include <bench/cases.hpp>
#include <bench/fixture.hpp>
#include <bench/load.hpp>
#include <bench/request.hpp>

#include <boost/asio/this_coro.hpp>

namespace praetor::bench {
namespace {

// The id is the first member of the answer; it is not worth a parse of the whole.
std::string id_in(std::string const& text)
{
    constexpr std::string_view member = R"("id":")";
    auto const at = text.find(member);
    return at == std::string::npos ? std::string{} : text.substr(at + member.size(), 36);
}

class whole_life : public question
{
public:
    whole_life(options const& wanted, std::string_view flow)
        : wanted_{wanted}, create_{post(wanted, "/flow_runs/", flow_run_body(flow, "SCHEDULED"))}
    {}

    task<unsigned> ask(connection& to) override
    {
        auto const made = co_await to.exchange(create_);
        if (made.status != 201)
            co_return made.good() ? 409u : made.status;
        auto const target = "/flow_runs/" + id_in(text_of(made)) + "/set_state";
        for (auto const& body : proposals_) {
            auto const request = post(wanted_, target, body);
            auto const moved = co_await to.exchange(request);
            if (moved.status != 201) // 200 says the proposal was not accepted
                co_return moved.good() ? 409u : moved.status;
        }
        co_return 201u;
    }

private:
    options const& wanted_;
    std::string create_;
    std::array<std::string, 3> proposals_{state_body("PENDING"), state_body("RUNNING"), state_body("COMPLETED")};
};

} // namespace

task<boost::json::object> measure_lifecycle(options const& wanted)
{
    auto const executor = co_await boost::asio::this_coro::executor;
    connection to{executor, wanted};
    auto const flow = co_await make_flow(to, wanted);
    whole_life asked{wanted, flow};
    auto result = co_await run_load(wanted, asked);
    auto figures = to_json(wanted, result);
    auto const completed = co_await count_runs(to, wanted, flow, "COMPLETED");
    figures["answered"] = result.good_in_all;
    figures["stored"] = completed;
    co_return figures;
}

} // namespace praetor::bench
