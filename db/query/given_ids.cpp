#include <db/query/given_ids.hpp>

namespace praetor::db {

std::string given_ids(grammar const& of, std::string_view parameter)
{
    return "(SELECT " + of.to_uuid("given.value") + " FROM " + of.array_elements(parameter, "given") + ")";
}

std::string given_numbers(grammar const& of, std::string_view parameter)
{
    return "(SELECT CAST(given.value AS BIGINT) FROM " + of.array_elements(parameter, "given") + ")";
}

} // namespace praetor::db
