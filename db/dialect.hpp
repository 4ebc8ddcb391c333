// The databases praetor speaks to.
#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace praetor::db {

enum class dialect
{
    postgresql,
    sqlite
};

inline constexpr std::array all_dialects{dialect::postgresql, dialect::sqlite};

// One T for each dialect. Who adds a dialect finds every place that has to say what it has there: nothing of them
// compiles.
template <class T>
class per_dialect
{
public:
    constexpr per_dialect(T postgresql, T sqlite) : postgresql_(std::move(postgresql)), sqlite_(std::move(sqlite)) {}

    constexpr T const& operator[](dialect which) const
    {
        switch (which) {
        case dialect::postgresql:
            return postgresql_;
        case dialect::sqlite:
            break;
        }
        return sqlite_;
    }

private:
    T postgresql_;
    T sqlite_;
};

// As migrations' folders and the health report call it.
inline constexpr per_dialect<std::string_view> dialect_names{"postgresql", "sqlite"};

} // namespace praetor::db
