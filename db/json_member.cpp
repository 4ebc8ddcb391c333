#include <db/json_member.hpp>

namespace praetor::db {

sql json_with_text(grammar const& of, sql const& object, std::string_view name, std::string_view text)
{
    static constexpr per_dialect<std::string_view> begin{"jsonb_set(", "json_set("};
    static constexpr per_dialect<std::string_view> path_begin{", '{", ", '$."};
    static constexpr per_dialect<std::string_view> path_end{"}', to_jsonb(", "', "};
    static constexpr per_dialect<std::string_view> end{"))", ")"};
    auto const which = of.kind();
    sql with{begin[which]};
    with << object << path_begin[which] << name << path_end[which] << text << end[which];
    return with;
}

} // namespace praetor::db
