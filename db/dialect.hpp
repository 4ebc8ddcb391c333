// The two databases praetor speaks to.
#pragma once

namespace praetor::db {

enum class dialect
{
    postgresql,
    sqlite
};

} // namespace praetor::db
