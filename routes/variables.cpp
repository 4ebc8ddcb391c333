#include <routes/routes.hpp>

#include <models/variables/variable.hpp>

#include <server/base/json/codec_impl.hpp>

namespace praetor::routes {
namespace {

using models::variable;
using models::variable_key;

struct variable_page_fields
{
    static constexpr bool filters_may_be_null = true;
    std::optional<std::int64_t> limit;
    defaulted<non_negative> offset;
    std::optional<models::filters::variable_filter> variables;
    defaulted<models::variable_sort> sort{models::variable_sort::NAME_ASC};
};
BOOST_DESCRIBE_STRUCT(variable_page_fields, (), (limit, offset, variables, sort))

struct variable_count_fields
{
    static constexpr bool filters_may_be_null = true;
    std::optional<models::filters::variable_filter> variables;
};
BOOST_DESCRIBE_STRUCT(variable_count_fields, (), (variables))

task<reply<variable>> create_variable(scope& rq, body<models::variable_create> wanted)
{
    auto made = co_await rq.db().transaction(models::create_variable, std::move(*wanted));
    rq.publish(std::move(made.events));
    co_return reply<variable>{std::move(made.value), http::status::created};
}

task<variable> read(scope& rq, variable_key which)
{
    auto found = co_await rq.db().read(models::read_variable, std::move(which));
    if (!found)
        refuse_unknown("Variable not found.");
    co_return std::move(*found);
}

task<void> update(scope& rq, variable_key which, models::variable_update wanted)
{
    auto done = co_await rq.db().transaction(models::update_variable, std::move(which), std::move(wanted));
    if (!done.value)
        refuse_unknown("Variable not found.");
    rq.publish(std::move(done.events));
}

task<void> erase(scope& rq, variable_key which)
{
    auto done = co_await rq.db().transaction(models::delete_variable, std::move(which));
    if (!done.value)
        refuse_unknown("Variable not found.");
    rq.publish(std::move(done.events));
}

task<variable> read_variable(scope& rq, uuid id)
{
    return read(rq, id);
}

task<variable> read_variable_by_name(scope& rq, std::string name)
{
    return read(rq, std::move(name));
}

task<std::vector<variable>> read_variables(scope& rq, fields<variable_page_fields> wanted)
{
    models::page const range{rq.limit(wanted->limit), **wanted->offset};
    return rq.db().read(models::read_variables, std::move(wanted->variables), *wanted->sort, range);
}

task<std::int64_t> count_variables(scope& rq, fields<variable_count_fields> wanted)
{
    return rq.db().read(models::count_variables, std::move(wanted->variables));
}

task<void> update_variable(scope& rq, uuid id, body<models::variable_update> wanted)
{
    return update(rq, id, std::move(*wanted));
}

task<void> update_variable_by_name(scope& rq, std::string name, body<models::variable_update> wanted)
{
    return update(rq, std::move(name), std::move(*wanted));
}

task<void> delete_variable(scope& rq, uuid id)
{
    return erase(rq, id);
}

task<void> delete_variable_by_name(scope& rq, std::string name)
{
    return erase(rq, std::move(name));
}

} // namespace

void add_variables(router& r)
{
    r.section("Variables");
    r.post<"/variables/", create_variable>().needs(role::operator_).answers(201).refuses(409);
    r.get<"/variables/{id:uuid}", read_variable>().needs(role::viewer).refuses(404);
    r.get<"/variables/name/{name}", read_variable_by_name>().needs(role::viewer).refuses(404);
    r.post<"/variables/filter", read_variables>().needs(role::viewer);
    r.post<"/variables/count", count_variables>().needs(role::viewer);
    r.patch<"/variables/{id:uuid}", update_variable>().needs(role::operator_).refuses(404).refuses(409);
    r.patch<"/variables/name/{name}", update_variable_by_name>().needs(role::operator_).refuses(404).refuses(409);
    r.del<"/variables/{id:uuid}", delete_variable>().needs(role::operator_).refuses(404);
    r.del<"/variables/name/{name}", delete_variable_by_name>().needs(role::operator_).refuses(404);
}

} // namespace praetor::routes

PRAETOR_JSON_CODEC(praetor::routes::variable_page_fields)
PRAETOR_JSON_CODEC(praetor::routes::variable_count_fields)
