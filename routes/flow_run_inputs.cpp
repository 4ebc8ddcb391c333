#include <routes/routes.hpp>

#include <models/flow_runs/flow_run_input.hpp>

#include <server/base/error.hpp>
#include <server/base/json/codec_impl.hpp>

namespace praetor::routes {
namespace {

struct input_fields
{
    std::string key;
    json::bytes_text value;
    std::optional<std::string> sender;
};
BOOST_DESCRIBE_STRUCT(input_fields, (), (key, value, sender))

struct input_filter_fields
{
    std::string prefix;
    defaulted<std::int64_t> limit{1};
    defaulted<std::vector<std::string>> exclude_keys;
};
BOOST_DESCRIBE_STRUCT(input_filter_fields, (), (prefix, limit, exclude_keys))

task<http::response> create_flow_run_input(scope& rq, uuid id, fields<input_fields> wanted)
{
    models::flow_run_input made;
    made.flow_run_id = id;
    made.key = std::move(wanted->key);
    made.value = std::move(wanted->value);
    made.sender = std::move(wanted->sender);
    co_await rq.db().transaction(models::create_flow_run_input, std::move(made));
    http::response answer;
    answer.status = http::status::created;
    answer.body = "null";
    co_return answer;
}

task<std::vector<models::flow_run_input>> filter_flow_run_input(scope& rq, uuid id, fields<input_filter_fields> wanted)
{
    return rq.db().read(models::filter_flow_run_input, id, std::move(wanted->prefix), *wanted->limit,
                        std::move(*wanted->exclude_keys));
}

task<http::response> read_flow_run_input(scope& rq, uuid id, std::string key)
{
    auto found = co_await rq.db().read(models::read_flow_run_input, id, std::move(key));
    if (!found)
        refuse_unknown("Flow run input not found");
    http::response answer;
    answer.content_type = "text/plain; charset=utf-8";
    answer.body = std::move(found->value);
    co_return answer;
}

task<void> delete_flow_run_input(scope& rq, uuid id, std::string key)
{
    auto const gone = co_await rq.db().transaction(models::delete_flow_run_input, id, std::move(key));
    if (!gone)
        refuse_unknown("Flow run input not found");
}

} // namespace

void add_flow_run_inputs(router& r)
{
    r.section("Flow Runs");
    r.post<"/flow_runs/{id:uuid}/input", create_flow_run_input>()
        .needs(role::runner)
        .audit(audited::of_people)
        .answers(201)
        .refuses(404)
        .refuses(409);
    r.post<"/flow_runs/{id:uuid}/input/filter", filter_flow_run_input>().needs(role::viewer).refuses(404);
    r.get<"/flow_runs/{id:uuid}/input/{key}", read_flow_run_input>()
        .needs(role::viewer)
        .answers_with("text/plain")
        .refuses(404);
    r.del<"/flow_runs/{id:uuid}/input/{key}", delete_flow_run_input>()
        .needs(role::runner)
        .audit(audited::of_people)
        .refuses(404);
}

} // namespace praetor::routes

template <>
struct praetor::json::schema_notes<praetor::routes::input_fields>
{
    static void add(model_schema& model) { model.nullable("sender"); }
};

template <>
struct praetor::json::schema_notes<praetor::routes::input_filter_fields>
{
    static void add(model_schema& model) { model.set("exclude_keys", "default", boost::json::array{}); }
};

PRAETOR_JSON_CODEC(praetor::routes::input_fields)
PRAETOR_JSON_CODEC(praetor::routes::input_filter_fields)
