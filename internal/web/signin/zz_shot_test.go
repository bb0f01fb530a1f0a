package signin
import ("net/http";"net/http/httptest";"testing";"banjie/internal/testenv";"banjie/internal/web/ui";"banjie/internal/web/ui/assets")
func TestShots(t *testing.T){
 mux:=http.NewServeMux(); mux.Handle(ui.GalleryPath, ui.Gallery{Pages: GalleryPages()}); mux.Handle(assets.Prefix, assets.Handler())
 s:=httptest.NewServer(mux); defer s.Close()
 p:=testenv.Page(t,testenv.Browser(t),testenv.View{Width:900,Height:800,Scale:1})
 for _,id:=range []string{"citizen-sign-in","citizen-sign-up","citizen-my-security","citizen-my-profile","citizen-prove-account"}{
  p.MustNavigate(s.URL+ui.GalleryPath+"?page="+id).MustWaitLoad(); testenv.Shot(t,p,"si-"+id)
 }
}
