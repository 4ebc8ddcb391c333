#include <models/deployments/pool_template.hpp>

#include <models/forms/preprocess.hpp>
#include <models/forms/python_text.hpp>
#include <models/forms/validator.hpp>

#include <server/base/error.hpp>
#include <server/base/json/parse.hpp>

#include <db/query/select.hpp>
#include <db/schema/tables/work_pool.hpp>

#include <boost/json/object.hpp>

namespace praetor::models {

task<std::optional<json_text>> read_base_job_template(db::connection& conn, std::string pool)
{
    static auto const statement = db::query::prepare([](db::query::parameter<std::string> name) {
        auto const& table = db::tables::work_pool;
        return db::query::select_value(table.base_job_template).from(table).where(table.name == name);
    });
    auto found = co_await conn.rows<json_text>(statement(pool));
    if (found.empty())
        co_return std::nullopt;
    co_return std::move(found.front());
}

std::optional<std::string> configuration_problem(std::string base_job_template, std::string job_variables)
{
    auto const whole = json::parse(base_job_template);
    auto const* members = whole.if_object();
    auto const* variables = members == nullptr ? nullptr : members->if_contains("variables");
    if (variables == nullptr || variables->is_null())
        return std::nullopt;
    auto const wanted = schemas::without_required(schemas::preprocessed(*variables));
    try {
        auto const found = schemas::validator{wanted}.problems(json::parse(job_variables));
        if (found.empty())
            return std::nullopt;
        return "<ValidationError: " + schemas::python_repr(std::string_view{found.front().message}) + '>';
    }
    catch (schemas::endless const&) {
        throw error{errc::unprocessable, "Invalid schema: Unable to validate schema with circular references."};
    }
    catch (schemas::unresolvable const& thrown) {
        return "ValidationError(" +
               schemas::python_repr(std::string_view{"Validation failed. Failure reason: " + thrown.text()}) + ')';
    }
}

} // namespace praetor::models
