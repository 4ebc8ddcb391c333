#include <routes/routes.hpp>

#include <models/runs/observed_state.hpp>

#include <server/base/json/codec_impl.hpp>
#include <server/base/json/constrained.hpp>
#include <server/base/json/python_value.hpp>

namespace praetor::routes {
namespace {

using models::observed_state;
using models::observed_state_sort;

struct observed_states_query
{
    std::optional<json::constrained<std::string, json::length<0, 100>>> query;
    defaulted<observed_state_sort> order_by{observed_state_sort::LAST_SEEN_DESC};
    defaulted<json::constrained<std::int64_t, json::between_limits<1, 200>>> limit{200};
};
BOOST_DESCRIBE_STRUCT(observed_states_query, (), (query, order_by, limit))

task<std::vector<observed_state>> read_observed_states(scope& rq, query<observed_states_query> wanted)
{
    auto const prefix = wanted->query ? json::stripped(**wanted->query) : std::string_view{};
    return rq.db().read(models::read_observed_states, std::string{prefix}, *wanted->order_by, wanted->limit->value);
}

} // namespace

void add_observed_states(router& r)
{
    r.section("Observed States");
    r.get<"/observed-states", read_observed_states>().needs(role::viewer);
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::observed_states_query)
