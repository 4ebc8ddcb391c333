#include <db/bulk/vacuum.hpp>

namespace praetor::db::bulk {

vacuumed vacuum(session& of, std::function<void(std::string_view what)> const& progress)
{
    vacuumed done;
    done.before = of.size();
    done.log_is_empty = of.vacuum(progress);
    done.after = of.size();
    return done;
}

} // namespace praetor::db::bulk
