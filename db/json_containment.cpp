#include <db/json_containment.hpp>

namespace praetor::db {

bool contains_null(grammar const& of)
{
    static constexpr per_dialect contained{false, true};
    return contained[of.kind()];
}

} // namespace praetor::db
